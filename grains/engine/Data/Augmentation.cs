namespace Cdarts.Engine.Data;

/// <summary>
/// The random changes of training pictures: zero padding and a crop of the original size, then a mirroring with probability one half. A picture's change
/// depends on (seed, stream, epoch, position in the data set) and on nothing else: not on rank, world size, thread or step.
/// </summary>
internal sealed class Augmentation
{
    private readonly int _cropPadding;
    private readonly bool _flip;

    /// <summary>Creates the augmentation.</summary>
    /// <param name="cropPadding">Pixels of padding on each side; 0 = no crop.</param>
    /// <param name="flip">Whether pictures are mirrored.</param>
    /// <exception cref="CdartsException">The padding is negative.</exception>
    public Augmentation(int cropPadding, bool flip)
    {
        if (cropPadding < 0)
        {
            throw new CdartsException($"The crop padding {cropPadding} is negative: choose a number of pixels, or 0 for no crop.");
        }

        _cropPadding = cropPadding;
        _flip = flip;
    }

    /// <summary>No change.</summary>
    public static Augmentation None { get; } = new(0, false);

    /// <summary>Largest shift of a picture, in pixels.</summary>
    public int CropPadding => _cropPadding;

    /// <summary>The augmentation that the settings ask for.</summary>
    /// <exception cref="CdartsException">The padding is negative.</exception>
    public static Augmentation From(DataSettings settings) => new(settings.CropPadding, settings.Flip);

    /// <summary>
    /// The change of one picture. Three draws in fixed order, made whether they are used or not, so that one setting does not move another's draws: row and
    /// column of the crop, each <c>NextInt(2 · padding + 1)</c>, then the mirroring, <c>NextInt(2) == 1</c>.
    /// </summary>
    public Placement Place(long seed, DataStream stream, long epoch, long sample)
    {
        CounterRandom random = new(CounterRandom.Key(seed, stream, epoch, sample));
        int shiftY = random.NextInt((2 * _cropPadding) + 1) - _cropPadding;
        int shiftX = random.NextInt((2 * _cropPadding) + 1) - _cropPadding;
        bool mirrored = random.NextInt(2) == 1;
        return new Placement(shiftY, shiftX, _flip && mirrored);
    }
}
