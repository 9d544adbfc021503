using Cdarts.Engine.Data.AutoAugment;

namespace Cdarts.Engine.Data;

/// <summary>
/// The random changes of training pictures: padding and a crop of the original size, then a mirroring with probability one half, then, where they are asked
/// for, AutoAugment and cutout. A picture's change depends on (seed, stream, epoch, position in the data set) and on nothing else: not on rank, world size,
/// thread or step.
/// </summary>
internal sealed class Augmentation
{
    private readonly int _cropPadding;
    private readonly bool _flip;
    private readonly int _cutoutLength;
    private readonly AutoAugmentKind _autoAugment;

    /// <summary>Creates the augmentation of a search: crop and mirroring.</summary>
    /// <param name="cropPadding">Pixels of padding on each side; 0 = no crop.</param>
    /// <param name="flip">Whether pictures are mirrored.</param>
    /// <exception cref="CdartsException">The padding is negative.</exception>
    public Augmentation(int cropPadding, bool flip)
        : this(new AugmentationSettings { CropPadding = cropPadding, Flip = flip, CutoutLength = 0 })
    {
    }

    private Augmentation(AugmentationSettings settings)
    {
        if (settings.CropPadding < 0)
        {
            throw new CdartsException($"The crop padding {settings.CropPadding} is negative: choose a number of pixels, or 0 for no crop.");
        }

        if (settings.CutoutLength < 0)
        {
            throw new CdartsException($"The cutout length {settings.CutoutLength} is negative: choose a number of pixels, or 0 for no cutout.");
        }

        if (!(settings.MixupAlpha >= 0 && double.IsFinite(settings.MixupAlpha)))
        {
            throw new CdartsException(FormattableString.Invariant(
                $"The mixup alpha {settings.MixupAlpha} is not a number from 0 up: choose the parameter of the beta distribution, for example 0.2, or 0 for no mixup."));
        }

        _cropPadding = settings.CropPadding;
        _flip = settings.Flip;
        _cutoutLength = settings.CutoutLength;
        _autoAugment = settings.AutoAugment;
        MixupAlpha = settings.MixupAlpha;
    }

    /// <summary>No change.</summary>
    public static Augmentation None { get; } = new(0, false);

    /// <summary>Largest shift of a picture, in pixels.</summary>
    public int CropPadding => _cropPadding;

    /// <summary>Whether pictures must have three channels.</summary>
    public bool NeedsColour => _autoAugment != AutoAugmentKind.None;

    /// <summary>Whether there is something that only folders of large pictures can have.</summary>
    public bool IsForLargePictures => _autoAugment == AutoAugmentKind.Imagenet;

    /// <summary>Whether there is something that only pictures in memory can have.</summary>
    public bool IsForSmallPictures => _autoAugment == AutoAugmentKind.Cifar10 || _cutoutLength > 0;

    /// <summary>Parameter of the distribution of mixup's shares; 0 = no mixup.</summary>
    public double MixupAlpha { get; }

    /// <summary>The augmentation of a search that the settings ask for.</summary>
    /// <exception cref="CdartsException">The padding is negative.</exception>
    public static Augmentation From(DataSettings settings) => new(settings.CropPadding, settings.Flip);

    /// <summary>The augmentation that the settings ask for.</summary>
    /// <exception cref="CdartsException">A setting is out of its range.</exception>
    public static Augmentation From(AugmentationSettings settings) => new(settings);

    /// <summary>The crop and mirroring of one picture: the first part of its <see cref="Change"/>.</summary>
    public Placement Place(long seed, DataStream stream, long epoch, long sample)
    {
        CounterRandom random = new(CounterRandom.Key(seed, stream, epoch, sample));
        return Place(ref random);
    }

    /// <summary>
    /// The change of one picture. Ten draws in fixed order, made whether they are used or not, so that one setting does not move another's draws: row and column
    /// of the crop, each <c>NextInt(2 · padding + 1)</c>; the mirroring, <c>NextInt(2) == 1</c>; row and column of the hole's centre, <c>NextInt(height)</c> and
    /// <c>NextInt(width)</c>; then the five of <see cref="AutoAugmentPolicy.Draw"/>.
    /// </summary>
    public PictureChange Change(long seed, DataStream stream, long epoch, long sample, int height, int width)
    {
        CounterRandom random = new(CounterRandom.Key(seed, stream, epoch, sample));
        Placement placement = Place(ref random);
        int centreY = random.NextInt(height);
        int centreX = random.NextInt(width);
        PolicyDraw policy = AutoAugmentPolicy.Cifar10.Draw(ref random);
        return new PictureChange(
            placement,
            _autoAugment == AutoAugmentKind.Cifar10 ? policy : null,
            _cutoutLength > 0 ? HoleAt(centreY, centreX, height, width) : null);
    }

    /// <summary>
    /// The share that each picture of a pair keeps of itself; drawn with the key of sample <c>-2 - first</c>, which no picture and no epoch has.
    /// </summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="stream">Stream.</param>
    /// <param name="epoch">Epoch.</param>
    /// <param name="first">Position in the data set of the pair's first picture.</param>
    public double MixupShare(long seed, DataStream stream, long epoch, long first)
    {
        CounterRandom random = new(CounterRandom.Key(seed, stream, epoch, -2 - first));
        return BetaDistribution.Draw(ref random, MixupAlpha);
    }

    private Placement Place(ref CounterRandom random)
    {
        int shiftY = random.NextInt((2 * _cropPadding) + 1) - _cropPadding;
        int shiftX = random.NextInt((2 * _cropPadding) + 1) - _cropPadding;
        bool mirrored = random.NextInt(2) == 1;
        return new Placement(shiftY, shiftX, _flip && mirrored);
    }

    // An even length L spans [centre - L/2, centre + L/2); an odd one has its centre in the middle.
    private Hole HoleAt(int centreY, int centreX, int height, int width)
    {
        int top = centreY - (_cutoutLength / 2);
        int left = centreX - (_cutoutLength / 2);
        return new Hole(Math.Max(top, 0), Math.Min(top + _cutoutLength, height), Math.Max(left, 0), Math.Min(left + _cutoutLength, width));
    }
}
