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
    private readonly int[] _worldRanks;
    private readonly bool _ownsGeneration;
    private readonly CallLedger _ledger = new();
    private long _deadline = TimeSpan.FromMinutes(1).Ticks;

    /// <param name="functions">NCCL.</param>
    /// <param name="generation">What this stands and falls with.</param>
    /// <param name="communicator">Carries tensors.</param>
    /// <param name="control">Carries bytes.</param>
    /// <param name="worldRanks">Ranks in the world of the members.</param>
    /// <param name="ownsGeneration">Whether disposing this ends the generation: true for the world.</param>
    internal NcclCollective(
        NcclFunctions functions, NcclGeneration generation, NcclCommunicator communicator, ICollective control, int[] worldRanks, bool ownsGeneration)
    {
        (_functions, _generation, _communicator, _control) = (functions, generation, communicator, control);
        (_worldRanks, _ownsGeneration) = (worldRanks, ownsGeneration);
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
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            Interlocked.Exchange(ref _deadline, value.Ticks);
            _control.DataDeadline = value;
        }
    }

    /// <inheritdoc/>
    public CancellationToken Faulted => _generation.Faulted;

    /// <inheritdoc/>
    public void AllReduceSum(IReadOnlyList<Tensor> regions)
    {
        DeviceRegion[] parts = DeviceRegion.Of(regions);
        NcclDataType type = regions.Count == 0 ? default : NcclDataTypes.Of(regions[0].dtype);
        if (regions.FirstOrDefault(region => region.dtype != regions[0].dtype) is { } other)
        {
            throw new ArgumentException($"One sum takes regions of one type, not of {regions[0].dtype} and {other.dtype}.", nameof(regions));
        }

        _ledger.Add(nameof(AllReduceSum), parts);
        Together(regions, parts.Length, i => _functions.AllReduceSum(parts[i].Address, parts[i].Address, parts[i].Count, type, _communicator.Handle));
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
        RunTogether(() => NcclResult.Success);
        Exchange([]);
    }

    /// <inheritdoc/>
    public void SendReceive(ReadOnlySpan<PairTransfer> transfers)
    {
        PairTransfers.Require(transfers, Rank, WorldSize);
        PairTransfer[] pairs = transfers.ToArray();
        DeviceRegion[] sent = [.. pairs.Select(pair => DeviceRegion.Of(pair.Send))], received = [.. pairs.Select(pair => DeviceRegion.Of(pair.Receive))];
        NcclResult Enqueue() => Grouped(2 * pairs.Length, i => i % 2 == 0
            ? _functions.Send(sent[i / 2].Address, sent[i / 2].Bytes, NcclDataType.UInt8, pairs[i / 2].Peer, _communicator.Handle)
            : _functions.Receive(received[i / 2].Address, received[i / 2].Bytes, NcclDataType.UInt8, pairs[i / 2].Peer, _communicator.Handle));

        string call = string.Join(", ", pairs.Select((pair, i) =>
            $"SendReceive with rank {_worldRanks[pair.Peer]} ({sent[i].Bytes} and {received[i].Bytes} bytes)"));
        NcclResult result = _generation.Run(_communicator, call, DataDeadline, Enqueue, out string problem);
        if (result != NcclResult.Success)
        {
            // NCCL does not say which peer is late.
            bool late = result == NcclResult.InProgress && pairs.Length == 1;
            throw _generation.End(new CollectiveException(late ? [_worldRanks[pairs[0].Peer]] : [], problem));
        }

        GC.KeepAlive(pairs);
    }

    /// <inheritdoc/>
    public void Abort(string reason) => _generation.End(new CollectiveException([], reason));

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
        if (count == 0)
        {
            Exchange([]); // nothing for NCCL, but a call like any other
            return;
        }

        RunTogether(() => count == 1 ? call(0) : Grouped(count, call));
        GC.KeepAlive(regions);
    }

    /// <summary>Runs a call that all replicas make; when it is late, or NCCL will not have it, finds out who made another one.</summary>
    private void RunTogether(Func<NcclResult> enqueue)
    {
        NcclResult result = _generation.Run(_communicator, _ledger.Last, DataDeadline, enqueue, out string problem);
        if (result is NcclResult.InProgress or NcclResult.InvalidUsage)
        {
            // Peers that came to this call later get here later, after a deadline of their own. Then all know of the failure.
            _control.DataDeadline = 2 * DataDeadline;
            Exchange([]);
            throw _generation.EndHere(new CollectiveException([], problem));
        }

        if (result != NcclResult.Success)
        {
            throw _generation.End(new CollectiveException([], problem));
        }
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
        return _ledger.Compare(_worldRanks, wholes, out byte[][] blocks) is { } difference ? throw _generation.EndHere(difference) : blocks;
    }
}
