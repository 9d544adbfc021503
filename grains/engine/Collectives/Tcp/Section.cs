namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>A stretch of memory to send or to fill: at an address, or a range of <see cref="Segments"/>.</summary>
internal readonly struct Section
{
    private readonly nint _address;
    private readonly Segments? _segments;
    private readonly long _offset;

    private Section(nint address, Segments? segments, long offset, long length)
    {
        _address = address;
        _segments = segments;
        _offset = offset;
        Length = length;
    }

    /// <summary>Bytes.</summary>
    internal long Length { get; }

    internal static Section At(nint address, long length) => new(address, null, 0, length);

    internal static Section Of(Segments segments, long offset, long length) => new(0, segments, offset, length);

    /// <summary>The memory from a position on, of at most so many bytes; shorter where the memory is not contiguous.</summary>
    internal unsafe Span<byte> Piece(long position, long most)
    {
        if (_segments is null)
        {
            return new Span<byte>((void*)(_address + (nint)position), (int)most);
        }

        nint address = _segments.Locate(_offset + position, out long contiguous);
        return new Span<byte>((void*)address, (int)Math.Min(most, contiguous));
    }
}
