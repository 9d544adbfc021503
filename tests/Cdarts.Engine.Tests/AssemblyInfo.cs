// Tensors and their scopes belong to threads, and the machine's cores to LibTorch: one test class at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
