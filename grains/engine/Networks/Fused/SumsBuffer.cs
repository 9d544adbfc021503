using System.Runtime.InteropServices;
using Cdarts.Engine.Networks.Layers;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>The sums of a fused group over the batch, and their reduction as one message. Bound to one thread.</summary>
internal sealed unsafe class SumsBuffer
{
    private readonly double[] _sums;

    internal SumsBuffer(int length)
    {
        // One more for the count.
        _sums = GC.AllocateArray<double>(length + 1, pinned: true);
    }

    /// <summary>Elements that were summed, of all replicas after <see cref="Reduce"/>.</summary>
    internal double Count => _sums[^1];

    internal double* At(int index) => (double*)Marshal.UnsafeAddrOfPinnedArrayElement(_sums, index);

    internal Span<double> Slice(int start, int length) => _sums.AsSpan(start, length);

    internal void Clear() => Array.Clear(_sums);

    internal void Reduce(double count, IStatisticsReduction reduction)
    {
        _sums[^1] = count;
        reduction.Reduce(_sums);
    }
}
