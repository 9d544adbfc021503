using System.Buffers;
using SkiaSharp;

namespace Cdarts.Engine.Data.Imaging;

/// <summary>
/// A JPEG, PNG or WebP picture whose header has been read; what it is depends on its bytes, not on its name. As in Pillow and torchvision, on which all
/// published figures rest, the orientation that a camera noted (EXIF) is ignored, transparency is dropped, grey and CMYK become RGB, embedded colour profiles are
/// not applied, and a damaged scan that the JPEG decoder can step over is a picture. One difference: 16-bit grey is scaled to 8 bits, where Pillow cuts
/// everything above 255 off.
/// </summary>
/// <remarks>
/// To be used on one thread; different pictures on different threads. Opening allocates nothing that depends on the size in the header. Decoding takes four bytes
/// for each pixel of the region (JPEG) or of the picture (PNG, WebP), and the decoder's own memory: a few rows, or for a progressive JPEG up to eight (CMYK; else six)
/// bytes for each pixel of the picture. With <see cref="MostPixels"/> that is never more than 2.0 GiB, and 0.7 GiB without progressive JPEG.
/// </remarks>
internal sealed class EncodedPicture : IDisposable
{
    /// <summary>Pictures of more pixels are refused by their header, before memory is allocated: the limit at which Pillow fails.</summary>
    public const int MostPixels = 178_956_970;

    private readonly MemoryHandle _pin;
    private readonly SKData _data;
    private readonly SKCodec _codec;
    private readonly string _name;

    private EncodedPicture(MemoryHandle pin, SKData data, SKCodec codec, string name)
    {
        _pin = pin;
        _data = data;
        _codec = codec;
        _name = name;
    }

    /// <summary>Columns.</summary>
    public int Width => _codec.Info.Width;

    /// <summary>Rows.</summary>
    public int Height => _codec.Info.Height;

    /// <summary>Reads a picture's header.</summary>
    /// <param name="bytes">The file's content; must stay unchanged until the picture is disposed.</param>
    /// <param name="name">The picture as a user knows it, for messages.</param>
    /// <param name="mostPixels">Pixels above which it is refused.</param>
    /// <exception cref="BadPictureException">The header cannot be read, or names a format or a size that is refused.</exception>
    /// <exception cref="CdartsException">The decoding library cannot be loaded on this machine.</exception>
    public static EncodedPicture Open(ReadOnlyMemory<byte> bytes, string name, int mostPixels = MostPixels)
    {
        try
        {
            return Read(bytes, name, mostPixels);
        }
        catch (Exception problem) when (problem is DllNotFoundException or TypeInitializationException)
        {
            throw new CdartsException("Pictures cannot be decoded on this machine, since libSkiaSharp cannot be loaded: run where the native library beside the program loads.", problem);
        }
    }

    /// <summary>
    /// Decodes a region. Of a JPEG only the region's columns and the rows down to its end are decoded, with the same result to the last bit as if the whole picture
    /// were; damage below the region is therefore found only when a region below it, or the <see cref="PictureRegion.Whole">whole</see>, is asked for. May be called
    /// again.
    /// </summary>
    /// <param name="region">Region of the picture.</param>
    /// <param name="buffer">Where the pixels are put.</param>
    /// <returns>The region's pixels, valid until the buffer is used again.</returns>
    /// <exception cref="BadPictureException">The data are cut off or cannot be decoded.</exception>
    public PixelView Decode(PictureRegion region, PixelBuffer buffer)
    {
        region.RequireWithin(Width, Height);
        return _codec.EncodedFormat == SKEncodedImageFormat.Jpeg ? DecodeRows(region, buffer) : DecodeWhole(region, buffer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _codec.Dispose();
        _data.Dispose();
        _pin.Dispose();
    }

    private static unsafe EncodedPicture Read(ReadOnlyMemory<byte> bytes, string name, int mostPixels)
    {
        if (bytes.IsEmpty)
        {
            throw new BadPictureException(name, BadPictureReason.Unreadable, $"The picture '{name}' has no bytes: copy it again, or leave it out.");
        }

        MemoryHandle pin = bytes.Pin();
        SKData data = SKData.Create((nint)pin.Pointer, bytes.Length);
        SKCodec? codec = SKCodec.Create(data);
        try
        {
            Check(codec, name, mostPixels);
            return new EncodedPicture(pin, data, codec!, name);
        }
        catch (BadPictureException)
        {
            codec?.Dispose();
            data.Dispose();
            pin.Dispose();
            throw;
        }
    }

    private static void Check(SKCodec? codec, string name, int mostPixels)
    {
        if (codec is null || codec.Info.Width < 1 || codec.Info.Height < 1)
        {
            throw new BadPictureException(
                name, BadPictureReason.Unreadable, $"The file '{name}' is not a picture, or its header is damaged: copy it again, or leave it out.");
        }

        if (codec.EncodedFormat is not (SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png or SKEncodedImageFormat.Webp))
        {
            throw new BadPictureException(
                name, BadPictureReason.UnsupportedFormat, $"The picture '{name}' is of the format {codec.EncodedFormat}: convert it to JPEG, PNG or WebP.");
        }

        SKImageInfo info = codec.Info;
        if ((long)info.Width * info.Height > mostPixels)
        {
            throw new BadPictureException(
                name,
                BadPictureReason.TooLarge,
                $"The picture '{name}' says that it has {info.Width} x {info.Height} pixels, more than the {mostPixels} that are decoded: make it smaller, or leave it out.");
        }
    }

    private unsafe PixelView DecodeRows(PictureRegion region, PixelBuffer buffer)
    {
        // Where colour has half the columns, a pixel is interpolated from its neighbour's colour too: one more column on the left and two on the right keep the
        // region's own columns free of the cut.
        int left = Math.Max(region.Left - 1, 0);
        int right = Math.Min(region.Right + 2, Width);
        SKRectI columns = new(left, 0, right, Height);

        // "Zero-initialised" keeps the library from painting the rows that cut-off data lack: it would take their width from a rectangle that is gone by then.
        SKCodecOptions options = new(SKZeroInitialized.Yes, columns);
        Require(_codec.StartScanlineDecode(Target(), options));
        if (region.Top > 0 && !_codec.SkipScanlines(region.Top))
        {
            throw CutOff();
        }

        int stride = (right - left) * PixelView.BytesPerPixel;
        Span<byte> pixels = buffer.Reserve(stride * region.Height);
        fixed (byte* first = pixels)
        {
            if (_codec.GetScanlines((nint)first, region.Height, stride) != region.Height)
            {
                throw CutOff();
            }
        }

        return new PixelView(pixels[((region.Left - left) * PixelView.BytesPerPixel)..], region.Width, region.Height, stride);
    }

    private unsafe PixelView DecodeWhole(PictureRegion region, PixelBuffer buffer)
    {
        int stride = Width * PixelView.BytesPerPixel;
        Span<byte> pixels = buffer.Reserve(stride * Height);
        fixed (byte* first = pixels)
        {
            Require(_codec.GetPixels(Target(), (nint)first, stride, SKCodecOptions.Default));
        }

        return new PixelView(pixels[((region.Top * stride) + (region.Left * PixelView.BytesPerPixel))..], region.Width, region.Height, stride);
    }

    // Transparency stays beside the colours: multiplied in, it would change them.
    private SKImageInfo Target() => new(
        Width, Height, SKColorType.Rgba8888, _codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul);

    private void Require(SKCodecResult result)
    {
        if (result == SKCodecResult.Success)
        {
            return;
        }

        throw result == SKCodecResult.IncompleteInput
            ? CutOff()
            : new BadPictureException(_name, BadPictureReason.Damaged, $"The picture '{_name}' cannot be decoded ({result}): copy it again, or leave it out.");
    }

    private BadPictureException CutOff() =>
        new(_name, BadPictureReason.CutOff, $"The picture '{_name}' is cut off, or damaged inside: copy it again, or leave it out.");
}
