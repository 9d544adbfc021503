namespace Cdarts.Engine.Networks.Fused;

/// <summary>
/// The seam through which batch-norm sums pass: once per fused group forwards (sums and sums of squares) and once backwards (sums of the gradient and
/// of its product with the value). Replicas that normalise together add their sums up here, one message each way.
/// </summary>
internal interface IStatisticsReduction
{
    /// <summary>Adds up over the replicas, in place; the last element is the number of elements that were summed.</summary>
    void Reduce(Span<double> sums);
}

/// <summary>Every replica normalises over its own batch.</summary>
internal sealed class LocalStatistics : IStatisticsReduction
{
    internal static LocalStatistics Instance { get; } = new();

    /// <inheritdoc/>
    public void Reduce(Span<double> sums)
    {
    }
}
