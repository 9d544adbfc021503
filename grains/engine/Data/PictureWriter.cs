using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cdarts.Engine.Data.AutoAugment;
using Cdarts.Engine.Training;

namespace Cdarts.Engine.Data;

/// <summary>Writes pictures of one set, changed and normalised, into the bytes of a batch. To be used on one thread.</summary>
internal abstract class PictureWriter
{
    /// <summary>Makes a writer of the given element type.</summary>
    public static PictureWriter Create(ImageSet set, Precision precision) =>
        precision == Precision.Float64 ? new PictureWriter<double>(set) : new PictureWriter<float>(set);

    /// <summary>Bytes of a picture of a set once it is written.</summary>
    public static long BytesOf(PictureSet set, Precision precision) =>
        (long)set.Channels * set.Height * set.Width * (precision == Precision.Float64 ? sizeof(double) : sizeof(float));

    /// <summary>Bytes of a written picture.</summary>
    public abstract int BytesPerPicture { get; }

    /// <summary>Writes a picture as [C, H, W].</summary>
    public abstract void Write(int index, PictureChange change, Span<byte> destination);

    /// <summary>Writes a picture as [C, H, W].</summary>
    public void Write(int index, Placement placement, Span<byte> destination) => Write(index, new PictureChange(placement), destination);

    /// <summary>Mixes two written pictures: each keeps <paramref name="share"/> of itself and gets the rest from the other.</summary>
    public abstract void Mix(Span<byte> first, Span<byte> second, double share);
}

/// <summary>
/// A writer of <typeparamref name="T"/>. A pixel has 256 values, so its normalisation is a table look-up, computed once in float64: the same numbers on every
/// machine, whatever its vector instructions, and several hundred thousand pictures of 3 x 32 x 32 per second and core.
/// </summary>
internal sealed class PictureWriter<T> : PictureWriter
    where T : unmanaged, INumber<T>
{
    private const int Values = PixelTable.Values;

    private static readonly byte[] Same = [.. Enumerable.Range(0, Values).Select(value => (byte)value)];

    private readonly ImageSet _set;
    private readonly T[] _normalised;
    private OperationCanvas? _canvas;

    /// <summary>Creates the writer.</summary>
    public PictureWriter(ImageSet set)
    {
        _set = set;
        _normalised = PixelTable.Create<T>(set.Normalisation);
    }

    /// <inheritdoc/>
    public override int BytesPerPicture => _set.Channels * _set.Height * _set.Width * Unsafe.SizeOf<T>();

    private int PlaneLength => _set.Height * _set.Width;

    /// <inheritdoc/>
    public override void Write(int index, PictureChange change, Span<byte> destination)
    {
        Span<T> target = MemoryMarshal.Cast<byte, T>(destination);
        if (change.Policy is { } policy)
        {
            OperationCanvas canvas = Draw(index, change.Placement, policy);
            Normalise(canvas.Pixels, Placement.Unchanged, target);
        }
        else
        {
            Normalise(_set.Picture(index), change.Placement, target);
        }

        if (change.Hole is { } hole)
        {
            Cut(hole, target);
        }
    }

    /// <inheritdoc/>
    public override void Mix(Span<byte> first, Span<byte> second, double share)
    {
        T kept = T.CreateChecked(share);
        T taken = T.One - kept;
        Span<T> one = MemoryMarshal.Cast<byte, T>(first);
        Span<T> other = MemoryMarshal.Cast<byte, T>(second)[..one.Length];
        for (int i = 0; i < one.Length; i++)
        {
            (one[i], other[i]) = ((kept * one[i]) + (taken * other[i]), (kept * other[i]) + (taken * one[i]));
        }
    }

    private OperationCanvas Draw(int index, Placement placement, PolicyDraw policy)
    {
        OperationCanvas canvas = _canvas ??= new OperationCanvas(_set.Height, _set.Width);
        ReadOnlySpan<byte> source = _set.Picture(index);
        for (int c = 0; c < OperationCanvas.Channels; c++)
        {
            PlanePlacement.Write<byte>(
                source.Slice(c * PlaneLength, PlaneLength), _set.Width, placement, PictureOperations.Border, Same, canvas.Plane(c));
        }

        AutoAugmentPolicy.Cifar10.Apply(policy, canvas);
        return canvas;
    }

    private void Normalise(ReadOnlySpan<byte> source, Placement placement, Span<T> target)
    {
        for (int c = 0; c < _set.Channels; c++)
        {
            PlanePlacement.Write<T>(
                source.Slice(c * PlaneLength, PlaneLength),
                _set.Width,
                placement,
                0,
                _normalised.AsSpan(c * Values, Values),
                target.Slice(c * PlaneLength, PlaneLength));
        }
    }

    private void Cut(Hole hole, Span<T> target)
    {
        for (int c = 0; c < _set.Channels; c++)
        {
            for (int y = hole.Top; y < hole.Bottom; y++)
            {
                target.Slice((c * PlaneLength) + (y * _set.Width) + hole.Left, hole.Right - hole.Left).Clear();
            }
        }
    }
}
