namespace Cdarts.Engine.Data;

/// <summary>Makes sets that the networks can read from grey pictures: 32 x 32 with three equal channels.</summary>
internal static class GreySets
{
    private const int Side = 32;
    private const int SmallSide = 28;
    private const int Channels = 3;

    /// <summary>Reads pictures and labels of one part and makes a set of them.</summary>
    /// <param name="name">Name of the set.</param>
    /// <param name="pictures">28 x 28, which get a border of two zeros on each side, or 32 x 32.</param>
    /// <param name="labels">As many labels.</param>
    /// <param name="classNames">Names of the classes; null: the numbers up to the largest label.</param>
    /// <param name="normalisation">Normalisation; null: measured on these pictures before they get their border.</param>
    /// <exception cref="CdartsException">The files cannot be used; the message names them.</exception>
    public static ImageSet Read(string name, IdxFile pictures, IdxFile labels, IReadOnlyList<string>? classNames, Normalisation? normalisation)
    {
        IdxPictures grey = IdxReader.ReadPictures(pictures);
        int[] classes = Array.ConvertAll(IdxReader.ReadLabels(labels), label => (int)label);
        if (grey.Count != classes.Length)
        {
            throw new CdartsException($"The file '{pictures.Name}' has {grey.Count} pictures but '{labels.Name}' has {classes.Length} labels: they do not belong together, so fetch both again.");
        }

        if (grey.Height != grey.Width || grey.Width is not (SmallSide or Side))
        {
            throw new CdartsException($"The file '{pictures.Name}' has pictures of {grey.Height} x {grey.Width}: only {SmallSide} x {SmallSide} and {Side} x {Side} are supported.");
        }

        classNames ??= ClassNames.Numbers(classes.Max() + 1);
        CheckLabels(labels.Name, classes, classNames.Count);
        return new ImageSet(name, Channels, Side, Side, PadAndRepeat(pictures.Name, grey), classes, classNames, normalisation ?? Normalisation.Measure(grey.Pixels));
    }

    private static void CheckLabels(string file, int[] labels, int classes)
    {
        int wrong = Array.FindIndex(labels, label => label >= classes);
        if (wrong >= 0)
        {
            throw new CdartsException($"The file '{file}' has label {labels[wrong]} at position {wrong}, but the data set has the classes 0 to {classes - 1}: use the files of one data set.");
        }
    }

    private static byte[] PadAndRepeat(string file, IdxPictures grey)
    {
        long bytes = (long)grey.Count * Channels * Side * Side;
        if (bytes > Array.MaxLength)
        {
            throw new CdartsException($"The file '{file}' has {grey.Count} pictures, more than the {Array.MaxLength / (Channels * Side * Side)} that can be held in memory: use fewer.");
        }

        byte[] colour = new byte[bytes];
        int border = (Side - grey.Width) / 2;
        for (int i = 0; i < grey.Count; i++)
        {
            Span<byte> picture = colour.AsSpan(i * Channels * Side * Side, Channels * Side * Side);
            Span<byte> plane = picture[..(Side * Side)];
            for (int y = 0; y < grey.Height; y++)
            {
                grey.Pixels.AsSpan(((i * grey.Height) + y) * grey.Width, grey.Width).CopyTo(plane[(((y + border) * Side) + border)..]);
            }

            for (int c = 1; c < Channels; c++)
            {
                plane.CopyTo(picture[(c * Side * Side)..]);
            }
        }

        return colour;
    }
}
