namespace Cdarts.Engine.Data;

/// <summary>Labelled pictures of one size, wherever their pixels are. Immutable; readable from any thread.</summary>
public abstract class PictureSet
{
    private protected PictureSet(string name, int channels, int height, int width, IReadOnlyList<string> classNames, Normalisation normalisation)
    {
        if (channels < 1 || height < 1 || width < 1)
        {
            throw new CdartsException($"The data set '{name}' has pictures of {channels} x {height} x {width}: channels, height and width must be positive.");
        }

        if (normalisation.Mean.Count != channels)
        {
            throw new CdartsException($"The data set '{name}' has {channels} channels, but its normalisation has {normalisation.Mean.Count}.");
        }

        Name = name;
        Channels = channels;
        Height = height;
        Width = width;
        ClassNames = [.. classNames];
        Normalisation = normalisation;
    }

    /// <summary>Name for messages.</summary>
    public string Name { get; }

    /// <summary>Pictures.</summary>
    public int Count => Labels.Length;

    /// <summary>Classes.</summary>
    public int Classes => ClassNames.Count;

    /// <summary>Names of the classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Channels, C.</summary>
    public int Channels { get; }

    /// <summary>Rows, H.</summary>
    public int Height { get; }

    /// <summary>Columns, W.</summary>
    public int Width { get; }

    /// <summary>Normalisation of the pictures, measured on train pictures.</summary>
    public Normalisation Normalisation { get; }

    /// <summary>Class of each picture.</summary>
    public abstract ReadOnlySpan<int> Labels { get; }

    /// <summary>SHA-256 (hex) of what makes the set what it is: two sets with the same one give the same batches.</summary>
    public abstract string Fingerprint { get; }
}
