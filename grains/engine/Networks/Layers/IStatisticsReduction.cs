namespace Cdarts.Engine.Networks.Layers;

/// <summary>
/// The seam through which batch-norm sums pass: once per fused group forwards (sums and sums of squares) and once backwards (sums of the gradient and
/// of its product with the value). Replicas that normalise together add their sums up here, one message each way.
/// </summary>
internal interface IStatisticsReduction
{
    /// <summary>
    /// Adds up over the replicas, in place; the last element is the number of elements that were summed. Never throws, since it is called from within
    /// LibTorch's passes, where an exception would end the process.
    /// </summary>
    void Reduce(Span<double> sums);
}
