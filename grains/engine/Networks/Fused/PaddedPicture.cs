using Cdarts.Engine.Kernels;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>
/// Scratch memory for one picture with a border as wide as the taps of a convolution reach. The border keeps its value, whatever is written inside.
/// Bound to one thread.
/// </summary>
internal sealed unsafe class PaddedPicture<T> : IDisposable
    where T : unmanaged
{
    private readonly ScratchMemory<T> _memory;

    internal PaddedPicture(PictureShape shape, int halo, T border)
    {
        nint row = (nint)(shape.Columns + (2 * halo)) * shape.Lanes, block = row * (shape.Rows + (2 * halo));
        _memory = new ScratchMemory<T>(block * shape.Blocks);
        T* start = _memory.Take(block * shape.Blocks);
        new Span<T>(start, (int)(block * shape.Blocks)).Fill(border);
        Inside = new Picture<T>(start + (halo * row) + (halo * shape.Lanes), shape.Lanes, row, block);
    }

    /// <summary>The picture without its border.</summary>
    internal Picture<T> Inside { get; }

    public void Dispose() => _memory.Dispose();
}
