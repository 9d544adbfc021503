using System.Runtime.InteropServices;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>Taps as offsets in a picture of given steps, at a fixed address.</summary>
internal sealed unsafe class BoundTaps
{
    private readonly nint[] _offsets;
    private readonly int[] _numbers;

    internal BoundTaps(IReadOnlyList<Tap> taps, nint row, nint column)
    {
        _offsets = GC.AllocateArray<nint>(Math.Max(taps.Count, 1), pinned: true);
        _numbers = GC.AllocateArray<int>(Math.Max(taps.Count, 1), pinned: true);
        Count = taps.Count;
        for (int i = 0; i < taps.Count; i++)
        {
            _offsets[i] = (taps[i].Row * row) + (taps[i].Column * column);
            _numbers[i] = taps[i].Number;
        }
    }

    internal int Count { get; }

    internal nint* Offsets => (nint*)Marshal.UnsafeAddrOfPinnedArrayElement(_offsets, 0);

    internal int* Numbers => (int*)Marshal.UnsafeAddrOfPinnedArrayElement(_numbers, 0);

    /// <summary>Gathers the weights [tap][lane] of all taps of a kernel in the order of these taps.</summary>
    internal void Gather<T>(T* all, T* gathered, int lanes)
        where T : unmanaged
    {
        for (int i = 0; i < Count; i++)
        {
            new ReadOnlySpan<T>(all + (_numbers[i] * lanes), lanes).CopyTo(new Span<T>(gathered + (i * lanes), lanes));
        }
    }
}
