using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Data;

/// <summary>
/// The memory of a batch: host tensors that are written through their bytes, and for another device a copy there. Allocated once; outlives every
/// dispose scope.
/// </summary>
internal sealed class BatchBuffer : IDisposable
{
    private readonly Pair _host;
    private readonly Pair? _device;
    private (Pair Host, Pair? Device)? _views;
    private int _count;

    /// <summary>Allocates the buffer.</summary>
    /// <param name="capacity">Largest number of pictures.</param>
    /// <param name="shape">C, H, W.</param>
    /// <param name="type">Element type of the pictures.</param>
    /// <param name="device">Device on which batches are handed out.</param>
    public BatchBuffer(int capacity, ReadOnlySpan<int> shape, ScalarType type, Device device)
    {
        long[] sizes = [capacity, shape[0], shape[1], shape[2]];
        _host = Pair.Allocate(sizes, type, CPU);
        _device = device.type == DeviceType.CPU ? null : Pair.Allocate(sizes, type, device);
    }

    /// <summary>Bytes of the host pictures, one after another.</summary>
    public Span<byte> Images => _host.Images.bytes;

    /// <summary>Host labels.</summary>
    public Span<long> Labels => MemoryMarshal.Cast<byte, long>(_host.Labels.bytes);

    /// <summary>Hands out what the first <paramref name="count"/> places hold now.</summary>
    public Batch Publish(int count)
    {
        if (_views is null || count != _count)
        {
            DisposeViews();
            _views = (_host.First(count), _device?.First(count));
            _count = count;
        }

        (Pair host, Pair? device) = _views.Value;
        if (device is null)
        {
            return new Batch(host.Images, host.Labels, count);
        }

        device.CopyFrom(host);
        return new Batch(device.Images, device.Labels, count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DisposeViews();
        _host.Dispose();
        _device?.Dispose();
    }

    private void DisposeViews()
    {
        _views?.Host.Dispose();
        _views?.Device?.Dispose();
        _views = null;
    }

    private sealed record Pair(Tensor Images, Tensor Labels) : IDisposable
    {
        public static Pair Allocate(long[] sizes, ScalarType type, Device device) =>
            new(Keep(empty(sizes, type, device)), Keep(empty(sizes[0], ScalarType.Int64, device)));

        public Pair First(int count) => new(Keep(Images.narrow(0, 0, count)), Keep(Labels.narrow(0, 0, count)));

        public void CopyFrom(Pair other)
        {
            Images.copy_(other.Images);
            Labels.copy_(other.Labels);
        }

        public void Dispose()
        {
            Images.Dispose();
            Labels.Dispose();
        }

        private static Tensor Keep(Tensor tensor) => tensor.DetachFromDisposeScope();
    }
}
