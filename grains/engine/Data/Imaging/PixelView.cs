namespace Cdarts.Engine.Data.Imaging;

/// <summary>Decoded pixels, row by row, four bytes each: red, green, blue and one without meaning (a decoder's padding or transparency).</summary>
/// <param name="pixels">From the first pixel of the first row.</param>
/// <param name="width">Columns.</param>
/// <param name="height">Rows.</param>
/// <param name="stride">Bytes from a row to the next.</param>
internal readonly ref struct PixelView(ReadOnlySpan<byte> pixels, int width, int height, int stride)
{
    /// <summary>Bytes of a pixel.</summary>
    public const int BytesPerPixel = 4;

    private readonly ReadOnlySpan<byte> _pixels = pixels;

    /// <summary>Columns.</summary>
    public int Width => width;

    /// <summary>Rows.</summary>
    public int Height => height;

    /// <summary>A row's pixels.</summary>
    public ReadOnlySpan<byte> Row(int y) => _pixels.Slice(y * stride, width * BytesPerPixel);
}
