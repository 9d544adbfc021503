using Cdarts.Engine.Data.Imaging;
using Cdarts.Engine.Data.Transforms;
using SkiaSharp;

namespace Cdarts.Engine.Data.Shards;

/// <summary>Makes pictures smaller. To be used on one thread: its memory is used again for each picture.</summary>
internal sealed class PictureShrink
{
    private const int Channels = TriangleResize.Channels;

    private readonly PixelBuffer _source = new();
    private readonly PixelBuffer _planes = new();
    private readonly PixelBuffer _pixels = new();
    private readonly TriangleResize _resize = new();

    /// <summary>Resizes a picture to a short side, the long one rounded down, and encodes it as JPEG.</summary>
    /// <param name="picture">Picture; its short side is longer.</param>
    /// <param name="shortSide">Short side, pixels.</param>
    /// <param name="quality">1 to 100.</param>
    /// <param name="size">Columns and rows of the result.</param>
    /// <exception cref="BadPictureException">The picture cannot be decoded.</exception>
    public unsafe byte[] Encode(EncodedPicture picture, int shortSide, int quality, out (int Width, int Height) size)
    {
        PixelView source = picture.Decode(PictureRegion.Whole(picture.Width, picture.Height), _source);
        size = new EvaluationTransform(shortSide, shortSide).Resized(picture.Width, picture.Height);
        int plane = size.Width * size.Height;
        Span<byte> planes = _planes.Reserve(Channels * plane);
        _resize.Resize(source, size.Width, size.Height, PictureRegion.Whole(size.Width, size.Height), mirrored: false, planes);

        Span<byte> pixels = _pixels.Reserve(PixelView.BytesPerPixel * plane);
        for (int i = 0; i < plane; i++)
        {
            int at = PixelView.BytesPerPixel * i;
            (pixels[at], pixels[at + 1], pixels[at + 2], pixels[at + 3]) = (planes[i], planes[plane + i], planes[(2 * plane) + i], byte.MaxValue);
        }

        fixed (byte* first = pixels)
        {
            SKImageInfo info = new(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
            using SKPixmap pixmap = new(info, (nint)first, info.RowBytes);
            using SKData data = pixmap.Encode(SKEncodedImageFormat.Jpeg, quality)
                ?? throw new CdartsException($"A picture of {size.Width} x {size.Height} pixels cannot be encoded as JPEG: pack it as it is, or leave it out.");
            return data.ToArray();
        }
    }
}
