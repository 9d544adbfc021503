using Cdarts.Engine.Kernels;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>
/// Scratch memory that all fused cells of a network take turns with: small enough to stay in the cache, since pictures are processed one at a time.
/// Bound to one thread.
/// </summary>
internal sealed class FusedScratch<T> : IDisposable
    where T : unmanaged
{
    private readonly Dictionary<(PictureShape, int Halo, T Border, int Slot), PaddedPicture<T>> _padded = [];
    private readonly Dictionary<(nint Elements, int Slot), (ScratchMemory<T> Memory, nint Address)> _plain = [];

    /// <summary>A padded picture; equal arguments give the same one.</summary>
    /// <param name="shape">Size inside.</param>
    /// <param name="halo">Width of the border.</param>
    /// <param name="border">Value of the border.</param>
    /// <param name="slot">Tells apart pictures that are in use at the same time.</param>
    internal Picture<T> Padded(PictureShape shape, int halo, T border, int slot)
    {
        if (!_padded.TryGetValue((shape, halo, border, slot), out PaddedPicture<T>? picture))
        {
            picture = new PaddedPicture<T>(shape, halo, border);
            _padded.Add((shape, halo, border, slot), picture);
        }

        return picture.Inside;
    }

    /// <summary>A picture whose rows follow each other, with undefined content.</summary>
    internal unsafe Picture<T> Dense(PictureShape shape, int slot)
    {
        if (!_plain.TryGetValue((shape.Elements, slot), out (ScratchMemory<T> Memory, nint Address) place))
        {
            ScratchMemory<T> memory = new(shape.Elements);
            place = (memory, (nint)memory.Take(shape.Elements));
            _plain.Add((shape.Elements, slot), place);
        }

        return Picture<T>.Dense((T*)place.Address, shape.Lanes, shape.Rows, shape.Columns);
    }

    public void Dispose()
    {
        foreach (PaddedPicture<T> picture in _padded.Values)
        {
            picture.Dispose();
        }

        foreach ((ScratchMemory<T> memory, _) in _plain.Values)
        {
            memory.Dispose();
        }
    }
}
