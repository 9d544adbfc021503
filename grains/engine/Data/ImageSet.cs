using System.Security.Cryptography;

namespace Cdarts.Engine.Data;

/// <summary>Labelled pictures of one size, in memory. Immutable; readable from any thread.</summary>
public sealed class ImageSet : PictureSet
{
    private readonly byte[] _pixels;
    private readonly int[] _labels;
    private readonly Lazy<string> _fingerprint;

    /// <summary>Creates the set; it takes the arrays over, which must not be changed afterwards.</summary>
    /// <param name="name">Name for messages, for example <c>sample train</c>.</param>
    /// <param name="channels">Channels, C.</param>
    /// <param name="height">Rows, H.</param>
    /// <param name="width">Columns, W.</param>
    /// <param name="pixels">Pictures one after another, each [C, H, W]; 0..255.</param>
    /// <param name="labels">Class of each picture, an index in <paramref name="classNames"/>.</param>
    /// <param name="classNames">Names of the classes.</param>
    /// <param name="normalisation">Normalisation, with C channels.</param>
    /// <exception cref="CdartsException">Lengths, labels or channels do not fit each other.</exception>
    public ImageSet(
        string name,
        int channels,
        int height,
        int width,
        byte[] pixels,
        int[] labels,
        IReadOnlyList<string> classNames,
        Normalisation normalisation)
        : base(name, channels, height, width, classNames, normalisation)
    {
        if (labels.Length == 0)
        {
            throw new CdartsException($"The data set '{name}' has no pictures: at least one is needed.");
        }

        if (pixels.LongLength != (long)labels.Length * channels * height * width)
        {
            throw new CdartsException(
                $"The data set '{name}' has {pixels.LongLength} bytes of pixels, which are not the {labels.Length} pictures of {channels} x {height} x {width} that it has labels for.");
        }

        int wrong = Array.FindIndex(labels, label => label < 0 || label >= classNames.Count);
        if (wrong >= 0)
        {
            throw new CdartsException($"Picture {wrong} of the data set '{name}' has label {labels[wrong]}, but the set has the classes 0 to {classNames.Count - 1}.");
        }

        _pixels = pixels;
        _labels = labels;
        _fingerprint = new Lazy<string>(ComputeFingerprint);
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<int> Labels => _labels;

    /// <summary>
    /// SHA-256 (hex) over count, classes, C, H and W as little-endian 32-bit integers, the pixels, and the labels as such integers. Equal for equal data,
    /// wherever it was read from. Computed on first use (about a second per gigabyte).
    /// </summary>
    public override string Fingerprint => _fingerprint.Value;

    /// <summary>Pixels of a picture, [C, H, W].</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such picture.</exception>
    public ReadOnlySpan<byte> Picture(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        int size = Channels * Height * Width;
        return _pixels.AsSpan(index * size, size);
    }

    private string ComputeFingerprint()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendIntegers([Count, Classes, Channels, Height, Width]);
        hash.AppendData(_pixels);
        hash.AppendIntegers(_labels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
