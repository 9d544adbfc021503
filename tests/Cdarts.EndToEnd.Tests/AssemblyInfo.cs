// Every test starts processes that train: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
