using System.Runtime.InteropServices;
using Cdarts.Engine.Kernels;

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
        Grid = GridOf(taps, row);
        for (int i = 0; i < taps.Count; i++)
        {
            _offsets[i] = (taps[i].Row * row) + (taps[i].Column * column);
            _numbers[i] = taps[i].Number;
        }
    }

    internal int Count { get; }

    internal TapGrid Grid { get; }

    internal nint* Offsets => (nint*)Marshal.UnsafeAddrOfPinnedArrayElement(_offsets, 0);

    internal int* Numbers => (int*)Marshal.UnsafeAddrOfPinnedArrayElement(_numbers, 0);

    private static TapGrid GridOf(IReadOnlyList<Tap> taps, nint row)
    {
        int[] rows = [.. taps.Select(tap => tap.Row).Distinct().Order()], columns = [.. taps.Select(tap => tap.Column).Distinct().Order()];
        int rowStep = rows.Length > 1 ? rows[1] - rows[0] : 1, dilation = columns.Length > 1 ? columns[1] - columns[0] : 1;
        IEnumerable<(int, int)> grid =
            from r in Enumerable.Range(0, rows.Length) from c in Enumerable.Range(0, columns.Length) select (rows[0] + (r * rowStep), columns[0] + (c * dilation));
        return taps.Count > 0 && taps.Select(tap => (tap.Row, tap.Column)).SequenceEqual(grid)
            ? new TapGrid(rows.Length, columns.Length, rowStep * row, dilation)
            : default;
    }

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
