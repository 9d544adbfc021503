using Cdarts.Engine.Data.Imaging;

namespace Cdarts.Engine.Data.Transforms;

/// <summary>
/// From an encoded picture to pixels without chance, as in evaluation: resized so that the short side has a given length, then the middle of it. The picture is
/// decoded whole, so that damage is found wherever it is. To be used on one thread: its memory is used again for each picture.
/// </summary>
internal sealed class EvaluationTransform
{
    private readonly PixelBuffer _pixels = new();
    private readonly TriangleResize _resize = new();
    private readonly int _shortSide;
    private readonly int _size;

    /// <summary>Creates the transform.</summary>
    /// <param name="shortSide">Length of the short side after resizing, in pixels.</param>
    /// <param name="size">Side of the result, in pixels.</param>
    /// <exception cref="CdartsException">The result is empty or larger than the resized short side.</exception>
    public EvaluationTransform(int shortSide = 256, int size = 224)
    {
        Require(shortSide, size);
        _shortSide = shortSide;
        _size = size;
    }

    /// <summary>Bytes of a result, 3 · size · size.</summary>
    public int BytesPerPicture => TriangleResize.Channels * _size * _size;

    /// <summary>Refuses lengths that do not go together.</summary>
    /// <exception cref="CdartsException">The result is empty or larger than the resized short side.</exception>
    public static void Require(int shortSide, int size)
    {
        if (size < 1 || size > shortSide || shortSide > 4096)
        {
            throw new CdartsException(
                $"Evaluation pictures of {size} pixels cannot be cut out of a short side of {shortSide}: choose a size from 1 up to the short side, and that up to 4096.");
        }
    }

    /// <summary>Transforms one picture.</summary>
    /// <param name="picture">Picture.</param>
    /// <param name="target">The result, [3, size, size], 0..255.</param>
    /// <exception cref="BadPictureException">The picture cannot be decoded.</exception>
    public void Apply(EncodedPicture picture, Span<byte> target)
    {
        PixelView pixels = picture.Decode(PictureRegion.Whole(picture.Width, picture.Height), _pixels);
        (int width, int height) = Resized(picture.Width, picture.Height);
        PictureRegion window = new(Margin(width), Margin(height), _size, _size);
        _resize.Resize(pixels, width, height, window, mirrored: false, target);
    }

    /// <summary>The size of the whole picture after resizing; the long side is rounded down.</summary>
    internal (int Width, int Height) Resized(int width, int height) => width <= height
        ? (_shortSide, (int)((long)_shortSide * height / width))
        : ((int)((long)_shortSide * width / height), _shortSide);

    // Halves go to the even number.
    private int Margin(int length) => (int)Math.Round((length - _size) / 2.0);
}
