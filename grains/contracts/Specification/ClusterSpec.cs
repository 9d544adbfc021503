namespace Cdarts.Contracts.Specification;

/// <summary>How a run uses the replicas of its cluster.</summary>
[GenerateSerializer, Immutable, Alias("Cdarts.ClusterSpec")]
public sealed record ClusterSpec
{
    /// <summary>Replicas that the run needs; with fewer it waits.</summary>
    [Id(0)]
    [Setting("Replicas that the run needs; with fewer it waits.", Minimum = 1)]
    public int MinimumReplicas { get; init; } = 1;

    /// <summary>Most replicas that the run takes; 0 = as many as there are, but never more than pictures in a batch.</summary>
    [Id(1)]
    [Setting("Most replicas that the run takes; 0 = all there are.", Minimum = 0)]
    public int MaximumReplicas { get; init; }

    /// <summary>Whether batch norm in training takes its statistics from the global batch: results then do not depend on the number of replicas.</summary>
    [Id(2)]
    [Setting("Batch norm over the global batch of all replicas, so that results do not depend on their number.")]
    public bool SyncBatchNorm { get; init; }
}
