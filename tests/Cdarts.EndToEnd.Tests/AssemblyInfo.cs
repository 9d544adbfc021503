// Each test has processes of its own that use all cores: side by side they would only be slower and harder to read.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
