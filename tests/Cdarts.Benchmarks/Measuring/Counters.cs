using TorchSharp;

namespace Cdarts.Benchmarks.Measuring;

/// <summary>Managed work on the calling thread up to a moment.</summary>
/// <param name="Created">Tensor wrappers created on this thread.</param>
/// <param name="Live">Tensor wrappers alive in the process.</param>
/// <param name="Allocated">Managed bytes allocated on this thread.</param>
/// <param name="Collections">Garbage collections of the process, by generation.</param>
internal sealed record Counters(long Created, long Live, long Allocated, IReadOnlyList<int> Collections)
{
    internal static Counters Now => new(
        DisposeScopeManager.Statistics.CreatedInScopeCount + DisposeScopeManager.Statistics.CreatedOutsideScopeCount,
        torch.Tensor.TotalCount,
        GC.GetAllocatedBytesForCurrentThread(),
        [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(GC.CollectionCount)]);
}
