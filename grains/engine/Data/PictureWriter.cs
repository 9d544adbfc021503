using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cdarts.Engine.Training;

namespace Cdarts.Engine.Data;

/// <summary>Writes pictures of one set, placed and normalised, into the bytes of a batch.</summary>
internal abstract class PictureWriter
{
    /// <summary>Makes a writer of the given element type.</summary>
    public static PictureWriter Create(ImageSet set, Precision precision) =>
        precision == Precision.Float64 ? new PictureWriter<double>(set) : new PictureWriter<float>(set);

    /// <summary>Bytes of a written picture.</summary>
    public abstract int BytesPerPicture { get; }

    /// <summary>Writes a picture as [C, H, W].</summary>
    public abstract void Write(int index, Placement placement, Span<byte> destination);
}

/// <summary>
/// A writer of <typeparamref name="T"/>. A pixel has 256 values, so its normalisation is a table look-up, computed once in float64: the same numbers on every
/// machine, whatever its vector instructions, and several hundred thousand pictures of 3 x 32 x 32 per second and core.
/// </summary>
internal sealed class PictureWriter<T> : PictureWriter
    where T : unmanaged, INumber<T>
{
    private const int Values = 256;

    private readonly ImageSet _set;
    private readonly T[] _normalised;

    /// <summary>Creates the writer.</summary>
    public PictureWriter(ImageSet set)
    {
        _set = set;
        _normalised = new T[set.Channels * Values];
        for (int i = 0; i < _normalised.Length; i++)
        {
            int channel = i / Values;
            double value = i % Values / 255.0;
            _normalised[i] = T.CreateChecked((value - set.Normalisation.Mean[channel]) / set.Normalisation.Deviation[channel]);
        }
    }

    /// <inheritdoc/>
    public override int BytesPerPicture => _set.Channels * _set.Height * _set.Width * Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public override void Write(int index, Placement placement, Span<byte> destination)
    {
        int plane = _set.Height * _set.Width;
        ReadOnlySpan<byte> source = _set.Picture(index);
        Span<T> target = MemoryMarshal.Cast<byte, T>(destination);
        for (int c = 0; c < _set.Channels; c++)
        {
            WritePlane(source.Slice(c * plane, plane), _normalised.AsSpan(c * Values, Values), placement, target.Slice(c * plane, plane));
        }
    }

    private void WritePlane(ReadOnlySpan<byte> source, ReadOnlySpan<T> normalised, Placement placement, Span<T> target)
    {
        int width = _set.Width;
        int first = Math.Clamp(-placement.ShiftX, 0, width);
        int last = Math.Clamp(width - placement.ShiftX, first, width);
        for (int y = 0; y < _set.Height; y++)
        {
            Span<T> row = target.Slice(y * width, width);
            int sourceY = y + placement.ShiftY;
            if (sourceY < 0 || sourceY >= _set.Height || first == last)
            {
                row.Fill(normalised[0]);
                continue;
            }

            row[..first].Fill(normalised[0]);
            row[last..].Fill(normalised[0]);
            LookUp(source.Slice((sourceY * width) + first + placement.ShiftX, last - first), normalised, row[first..last]);
            if (placement.Mirrored)
            {
                row.Reverse();
            }
        }
    }

    private static void LookUp(ReadOnlySpan<byte> source, ReadOnlySpan<T> normalised, Span<T> target)
    {
        for (int x = 0; x < target.Length; x++)
        {
            target[x] = normalised[source[x]];
        }
    }
}
