namespace Cdarts.Engine.Data.Imaging;

/// <summary>
/// Memory into which pictures are decoded one after another. It grows to the largest need, but what is larger than <see cref="MostKept"/> is let go at the next
/// need that is smaller, so that one huge picture does not stay with the thread that met it. To be used on one thread.
/// </summary>
internal sealed class PixelBuffer
{
    /// <summary>Bytes that are kept from picture to picture: 64 MiB.</summary>
    public const int MostKept = 64 << 20;

    private byte[] _bytes = [];

    /// <summary>Memory of this length with any content; valid until the next call.</summary>
    public Span<byte> Reserve(int length)
    {
        if (_bytes.Length < length || (_bytes.Length > MostKept && length <= MostKept))
        {
            _bytes = [];
            _bytes = GC.AllocateUninitializedArray<byte>(length);
        }

        return _bytes.AsSpan(0, length);
    }
}
