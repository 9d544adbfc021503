namespace Cdarts.Contracts.Specification;

/// <summary>How the held-out figures are made.</summary>
[GenerateSerializer, Immutable, Alias("Cdarts.HeldOutSpec")]
public sealed record HeldOutSpec
{
    /// <summary>Training batches from which batch-norm statistics are re-estimated on a copy.</summary>
    [Id(0)]
    [Setting("Training batches from which batch-norm statistics are re-estimated on a copy.", Minimum = 1)]
    public int StatisticsBatches { get; init; } = 20;
}
