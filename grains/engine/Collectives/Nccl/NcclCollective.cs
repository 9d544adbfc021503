using static TorchSharp.torch;

namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>
/// Tensors over NCCL, bytes over the control group beside it. Calls go to the device's default stream, as LibTorch's do, and return when the device has done
/// them. Sums are equal on all replicas; their order of addition is NCCL's, the same for the same replicas and settings.
/// </summary>
internal sealed class NcclCollective : ICollective
{
    private readonly NcclFunctions _functions;
    private readonly NcclGeneration _generation;
    private readonly NcclCommunicator _communicator;
    private readonly ICollective _control;
    private readonly bool _ownsGeneration;
    private readonly CallLedger _ledger = new();
    private long _deadline = TimeSpan.FromMinutes(1).Ticks;

    internal NcclCollective(NcclFunctions functions, NcclGeneration generation, NcclCommunicator communicator, ICollective control, bool ownsGeneration)
    {
        (_functions, _generation, _communicator, _control, _ownsGeneration) = (functions, generation, communicator, control, ownsGeneration);
    }

    /// <inheritdoc/>
    public int Rank => _communicator.Rank;

    /// <inheritdoc/>
    public int WorldSize => _communicator.Size;

    /// <inheritdoc/>
    public TimeSpan DataDeadline
    {
        get => new(Interlocked.Read(ref _deadline));
        set
        {
            Interlocked.Exchange(ref _deadline, value.Ticks);
            _control.DataDeadline = value;
        }
    }

    /// <inheritdoc/>
    public void AllReduceSum(IReadOnlyList<Tensor> regions)
    {
        DeviceRegion[] parts = DeviceRegion.Of(regions);
        NcclDataType[] types = [.. parts.Select(part => NcclDataTypes.Of(part.Type))];
        _ledger.Add(nameof(AllReduceSum), parts);
        Together(regions, parts.Length, i => _functions.AllReduceSum(parts[i].Address, parts[i].Address, parts[i].Count, types[i], _communicator.Handle));
    }

    /// <inheritdoc/>
    public void Broadcast(IReadOnlyList<Tensor> regions, int root)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(root);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(root, WorldSize);
        DeviceRegion[] parts = DeviceRegion.Of(regions);
        _ledger.Add(nameof(Broadcast), parts, root);
        Together(regions, parts.Length, i =>
            _functions.Broadcast(parts[i].Address, parts[i].Address, parts[i].Bytes, NcclDataType.UInt8, root, _communicator.Handle));
    }

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> AllGather(byte[] block)
    {
        _ledger.Add(nameof(AllGather));
        return Exchange(block);
    }

    /// <inheritdoc/>
    public void Barrier()
    {
        _ledger.Add(nameof(Barrier));
        _generation.Run(_communicator, _ledger.Last, DataDeadline, () => NcclResult.Success);
        Exchange([]);
    }

    /// <inheritdoc/>
    public void SendReceive(Tensor send, Tensor receive, int peer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(peer);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(peer, WorldSize);
        ArgumentOutOfRangeException.ThrowIfEqual(peer, Rank);
        (DeviceRegion from, DeviceRegion to) = (DeviceRegion.Of(send), DeviceRegion.Of(receive));
        _generation.Run(_communicator, $"SendReceive with rank {peer} ({from.Bytes} and {to.Bytes} bytes)", DataDeadline, () => Grouped(2, i => i == 0
            ? _functions.Send(from.Address, from.Bytes, NcclDataType.UInt8, peer, _communicator.Handle)
            : _functions.Receive(to.Address, to.Bytes, NcclDataType.UInt8, peer, _communicator.Handle)));
        GC.KeepAlive(send);
        GC.KeepAlive(receive);
    }

    /// <inheritdoc/>
    public void Abort(string reason) => _generation.Fail(new CollectiveException([], reason));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsGeneration)
        {
            _generation.Dispose();
        }
    }

    /// <summary>One message of several calls, which keep their order.</summary>
    private void Together(IReadOnlyList<Tensor> regions, int count, Func<int, NcclResult> call)
    {
        _generation.Run(_communicator, _ledger.Last, DataDeadline, () => count switch
        {
            0 => NcclResult.Success,
            1 => call(0),
            _ => Grouped(count, call),
        });
        GC.KeepAlive(regions);
    }

    /// <summary>A group must be closed whatever happens in it.</summary>
    private NcclResult Grouped(int count, Func<int, NcclResult> call)
    {
        NcclResult result = _functions.GroupStart();
        if (result != NcclResult.Success)
        {
            return result;
        }

        for (int i = 0; i < count && result is NcclResult.Success or NcclResult.InProgress; i++)
        {
            result = call(i);
        }

        NcclResult end = _functions.GroupEnd();
        return result is NcclResult.Success or NcclResult.InProgress ? end : result;
    }

    private byte[][] Exchange(byte[] block)
    {
        IReadOnlyList<byte[]> wholes = _generation.Exchange(() => _control.AllGather(_ledger.Before(block)));
        if (_ledger.Compare(wholes, out byte[][] blocks) is { } difference)
        {
            CollectiveException fault = new([], difference);
            _generation.Fail(fault);
            throw fault;
        }

        return blocks;
    }
}
