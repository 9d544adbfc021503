using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Data.Loading;

/// <summary>
/// The normalised pictures of a batch on their device. For another device than the CPU the bytes are copied and normalised there, a quarter of what numbers would
/// take on the way. Memory is used again and grows with the largest batch.
/// </summary>
internal sealed class NormalisedBatch : IDisposable
{
    /// <summary>Pictures that are normalised at once, so that no piece of memory has more than 2 GB.</summary>
    private const int Piece = 256;

    private readonly int[] _shape;
    private readonly Normalisation _normalisation;
    private readonly ScalarType _type;
    private readonly Device _device;
    private readonly bool _onDevice;
    private readonly Array _table;
    private readonly Tensor? _mean;
    private readonly Tensor? _deviation;
    private Tensor? _images;
    private Tensor? _bytes;

    /// <summary>Allocates nothing yet.</summary>
    /// <param name="set">Pictures.</param>
    /// <param name="type">Element type.</param>
    /// <param name="device">Device.</param>
    /// <param name="onDevice">Whether bytes are normalised by operations of the device; null: on any but the CPU.</param>
    public NormalisedBatch(PictureSet set, ScalarType type, Device device, bool? onDevice = null)
    {
        _onDevice = onDevice ?? device.type != DeviceType.CPU;
        (_shape, _normalisation, _type, _device) = ([set.Channels, set.Height, set.Width], set.Normalisation, type, device);
        _table = type == ScalarType.Float64 ? PixelTable.Create<double>(_normalisation) : PixelTable.Create<float>(_normalisation);
        if (_onDevice)
        {
            _mean = PerChannel(_normalisation.Mean);
            _deviation = PerChannel(_normalisation.Deviation);
        }
    }

    /// <summary>The pictures, [at least count, C, H, W].</summary>
    public Tensor Images => _images!;

    /// <summary>Normalises pictures into the first places.</summary>
    /// <param name="pixels">uint8 on the CPU, one picture after another.</param>
    /// <param name="count">Pictures.</param>
    public void Write(Tensor pixels, int count)
    {
        if (_images is null || _images.shape[0] < count)
        {
            _images?.Dispose();
            _images = Allocate(count, _type);
        }

        if (_onDevice)
        {
            WriteThere(pixels, count);
        }
        else
        {
            WriteHere(pixels, count);
        }
    }

    /// <summary>Mixes the first pictures pairwise: each keeps a share of itself and gets the rest from its partner.</summary>
    /// <param name="shares">Share of each pair.</param>
    public void Mix(double[] shares)
    {
        if (shares.Length == 0)
        {
            return;
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor pairs = Images.narrow(0, 0, 2 * shares.Length).view(shares.Length, 2, -1);
        Tensor kept = tensor(shares, _type, _device).view(-1, 1, 1);
        Tensor swapped = cat([pairs.narrow(1, 1, 1), pairs.narrow(1, 0, 1)], 1).mul_(1 - kept);
        pairs.mul_(kept).add_(swapped);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _images?.Dispose();
        _bytes?.Dispose();
        _mean?.Dispose();
        _deviation?.Dispose();
    }

    private void WriteHere(Tensor pixels, int count)
    {
        for (int first = 0; first < count; first += Piece)
        {
            using DisposeScope scope = NewDisposeScope();
            int pictures = Math.Min(Piece, count - first);
            ReadOnlySpan<byte> source = pixels.narrow(0, first, pictures).bytes;
            Span<byte> target = Images.narrow(0, first, pictures).bytes;
            if (_table is double[] doubles)
            {
                LookUp(source, doubles, MemoryMarshal.Cast<byte, double>(target));
            }
            else
            {
                LookUp(source, (float[])_table, MemoryMarshal.Cast<byte, float>(target));
            }
        }
    }

    private void LookUp<T>(ReadOnlySpan<byte> source, T[] table, Span<T> target)
        where T : unmanaged, INumber<T>
    {
        int plane = _shape[1] * _shape[2];
        for (int start = 0, channel = 0; start < source.Length; start += plane, channel = (channel + 1) % _shape[0])
        {
            ReadOnlySpan<T> values = table.AsSpan(channel * PixelTable.Values, PixelTable.Values);
            ReadOnlySpan<byte> from = source.Slice(start, plane);
            Span<T> to = target.Slice(start, plane);
            for (int i = 0; i < from.Length; i++)
            {
                to[i] = values[from[i]];
            }
        }
    }

    private void WriteThere(Tensor pixels, int count)
    {
        if (_bytes is null || _bytes.shape[0] < count)
        {
            _bytes?.Dispose();
            _bytes = Allocate(count, ScalarType.Byte);
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor bytes = _bytes.narrow(0, 0, count);
        bytes.copy_(pixels.narrow(0, 0, count).view(bytes.shape));
        Images.narrow(0, 0, count).copy_(bytes).sub_(_mean!).div_(_deviation!);
    }

    private Tensor Allocate(int count, ScalarType type) => empty([count, .. _shape.Select(length => (long)length)], type, _device).DetachFromDisposeScope();

    private Tensor PerChannel(IReadOnlyList<double> values) =>
        tensor([.. values.Select(value => 255 * value)], _type, _device).view(1, -1, 1, 1).DetachFromDisposeScope();
}
