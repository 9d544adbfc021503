using Cdarts.Engine.Data.AutoAugment;
using Cdarts.Engine.Data.Imaging;

namespace Cdarts.Engine.Data.Transforms;

/// <summary>
/// From an encoded training picture to pixels: a random region, resized, mirrored with probability one half, and its colours jittered or changed by AutoAugment.
/// What happens depends on (seed, stream, epoch, position in the data set), the picture and the settings, and on nothing else.
/// </summary>
/// <remarks>To be used on one thread: each has its own memory, which is used again for each picture.</remarks>
internal sealed class TrainingTransform
{
    private readonly TrainingTransformSettings _settings;
    private readonly RandomResizedCrop _crop;
    private readonly ColorJitter _jitter;
    private readonly PixelBuffer _pixels = new();
    private readonly TriangleResize _resize = new();
    private readonly OperationCanvas _canvas;

    /// <summary>Creates the transform.</summary>
    /// <exception cref="CdartsException">A setting is out of its range.</exception>
    public TrainingTransform(TrainingTransformSettings settings)
    {
        settings.Validate();
        _settings = settings;
        _crop = new RandomResizedCrop(settings);
        _jitter = new ColorJitter(settings);
        _canvas = new OperationCanvas(settings.Size, settings.Size);
    }

    /// <summary>Bytes of a result, 3 · size · size.</summary>
    public int BytesPerPicture => _canvas.Pixels.Length;

    /// <summary>
    /// Draws for one picture, in fixed order and whether it is used or not, so that one setting does not move another's draws: <c>NextInt(2) == 1</c> for the
    /// mirroring, the five of <see cref="ColorJitter.Draw"/>, the five of <see cref="AutoAugmentPolicy.Draw"/>; last, since their number varies, those of
    /// <see cref="RandomResizedCrop.Draw"/>.
    /// </summary>
    public TransformDraw Draw(long seed, DataStream stream, long epoch, long sample)
    {
        CounterRandom random = new(CounterRandom.Key(seed, stream, epoch, sample));
        bool mirrored = random.NextInt(2) == 1;
        JitterDraw jitter = _jitter.Draw(ref random);
        PolicyDraw policy = AutoAugmentPolicy.ImageNet.Draw(ref random);
        return new TransformDraw(_settings.Flip && mirrored, jitter, policy, random);
    }

    /// <summary>Transforms one picture.</summary>
    /// <param name="picture">Picture.</param>
    /// <param name="draw">What is done to it.</param>
    /// <param name="target">The result, [3, size, size], 0..255.</param>
    /// <exception cref="BadPictureException">The picture cannot be decoded down to the end of its region.</exception>
    public void Apply(EncodedPicture picture, TransformDraw draw, Span<byte> target)
    {
        CounterRandom random = draw.Crop;
        PictureRegion region = _crop.Draw(ref random, picture.Width, picture.Height);
        PixelView pixels = picture.Decode(region, _pixels);
        int size = _settings.Size;
        _resize.Resize(pixels, size, size, PictureRegion.Whole(size, size), draw.Mirrored, _canvas.Pixels);
        if (_settings.AutoAugment)
        {
            AutoAugmentPolicy.ImageNet.Apply(draw.Policy, _canvas);
        }
        else
        {
            _jitter.Apply(draw.Jitter, _canvas);
        }

        _canvas.Pixels.CopyTo(target);
    }
}
