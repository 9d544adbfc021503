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
    private readonly BatchTensors _host;
    private readonly BatchTensors? _device;
    private (BatchTensors Host, BatchTensors? Device)? _views;
    private int _count;

    /// <summary>Allocates the buffer.</summary>
    /// <param name="capacity">Largest number of pictures.</param>
    /// <param name="shape">C, H, W.</param>
    /// <param name="type">Element type of the pictures.</param>
    /// <param name="device">Device on which batches are handed out.</param>
    /// <param name="mixup">Whether there is room for partners.</param>
    public BatchBuffer(int capacity, ReadOnlySpan<int> shape, ScalarType type, Device device, bool mixup = false)
    {
        long[] sizes = [capacity, shape[0], shape[1], shape[2]];
        _host = BatchTensors.Allocate(sizes, type, CPU, mixup);
        _device = device.type == DeviceType.CPU ? null : BatchTensors.Allocate(sizes, type, device, mixup);
    }

    /// <summary>Bytes of the host pictures, one after another.</summary>
    public Span<byte> Images => _host.Images.bytes;

    /// <summary>Host labels.</summary>
    public Span<long> Labels => Integers(_host.Labels);

    /// <summary>Host labels of the partners; only with mixup.</summary>
    public Span<long> PartnerLabels => Integers(_host.Mixup!.PartnerLabels);

    /// <summary>Writes a host share; only with mixup.</summary>
    public void SetShare(int slot, double share)
    {
        Tensor shares = _host.Mixup!.Shares;
        if (shares.dtype == ScalarType.Float64)
        {
            MemoryMarshal.Cast<byte, double>(shares.bytes)[slot] = share;
        }
        else
        {
            MemoryMarshal.Cast<byte, float>(shares.bytes)[slot] = (float)share;
        }
    }

    /// <summary>Hands out what the first <paramref name="count"/> places hold now.</summary>
    /// <param name="count">Pictures.</param>
    /// <param name="mixed">Whether they are mixed.</param>
    public Batch Publish(int count, bool mixed = false)
    {
        if (_views is null || count != _count)
        {
            DisposeViews();
            _views = (_host.First(count), _device?.First(count));
            _count = count;
        }

        (BatchTensors host, BatchTensors? device) = _views.Value;
        device?.CopyFrom(host);
        BatchTensors given = device ?? host;
        return new Batch(given.Images, given.Labels, count, mixed ? given.Mixup : null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DisposeViews();
        _host.Dispose();
        _device?.Dispose();
    }

    private static Span<long> Integers(Tensor tensor) => MemoryMarshal.Cast<byte, long>(tensor.bytes);

    private void DisposeViews()
    {
        _views?.Host.Dispose();
        _views?.Device?.Dispose();
        _views = null;
    }

    private sealed record BatchTensors(Tensor Images, Tensor Labels, Mixup? Mixup) : IDisposable
    {
        public static BatchTensors Allocate(long[] sizes, ScalarType type, Device device, bool mixup) => new(
            Keep(empty(sizes, type, device)),
            Keep(empty(sizes[0], ScalarType.Int64, device)),
            mixup ? new Mixup(Keep(empty(sizes[0], ScalarType.Int64, device)), Keep(empty(sizes[0], type, device))) : null);

        public BatchTensors First(int count)
        {
            return new(Part(Images), Part(Labels), Mixup is null ? null : new Mixup(Part(Mixup.PartnerLabels), Part(Mixup.Shares)));

            Tensor Part(Tensor whole) => Keep(whole.narrow(0, 0, count));
        }

        public void CopyFrom(BatchTensors other)
        {
            Images.copy_(other.Images);
            Labels.copy_(other.Labels);
            Mixup?.PartnerLabels.copy_(other.Mixup!.PartnerLabels);
            Mixup?.Shares.copy_(other.Mixup!.Shares);
        }

        public void Dispose()
        {
            Images.Dispose();
            Labels.Dispose();
            Mixup?.PartnerLabels.Dispose();
            Mixup?.Shares.Dispose();
        }

        private static Tensor Keep(Tensor tensor) => tensor.DetachFromDisposeScope();
    }
}
