using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>
/// A group over TCP: the world, or a part of it that shares the world's connections and its fate. Sums of up to
/// <see cref="TcpCollectiveOptions.DirectRanks"/> ranks have the bits of a sequential sum in rank order. Disposing the world leaves in good order: what this
/// replica owes to a call in hand of a peer is delivered. Disposing a part of it does nothing.
/// </summary>
public sealed class TcpCollective : IFaultSignal
{
    private const int World = 0;

    private readonly TcpMesh _mesh;
    private readonly GroupMembers _members;
    private readonly int _group;
    private readonly long[] _pairCalls;
    private readonly Segments _data = new();
    private readonly OneShotExchange _oneShot;
    private readonly DirectAllReduce _direct;
    private readonly HalvingDoubling _halving;
    private readonly BlockExchange _blocks;
    private readonly PairExchange _pairs;
    private long _dataDeadline = TimeSpan.FromMinutes(1).Ticks;
    private long _calls;
    private ulong _order;

    internal TcpCollective(TcpMesh mesh, int group, int[] ranks)
    {
        _mesh = mesh;
        _group = group;
        _members = new GroupMembers(mesh, ranks, Array.IndexOf(ranks, mesh.Rank));
        _pairCalls = new long[ranks.Length];
        _oneShot = new OneShotExchange(_members);
        _direct = new DirectAllReduce(_members);
        _halving = new HalvingDoubling(_members);
        _blocks = new BlockExchange(_members);
        _pairs = new PairExchange(_members);
    }

    /// <inheritdoc/>
    public int Rank => _members.Rank;

    /// <inheritdoc/>
    public int WorldSize => _members.Count;

    /// <inheritdoc/>
    public TimeSpan DataDeadline
    {
        get => new(Volatile.Read(ref _dataDeadline));
        set => Volatile.Write(
            ref _dataDeadline,
            value > TimeSpan.Zero ? value.Ticks : throw new ArgumentOutOfRangeException(nameof(value), value, "A deadline is a positive time."));
    }

    /// <summary>
    /// Cancelled when the group fails, on whichever thread finds it: callbacks must be short. Disposing the group does not cancel it. Thread-safe.
    /// </summary>
    public CancellationToken Faulted => _mesh.Faulted;

    /// <summary>Why the group can do nothing any more; null while it can. Thread-safe.</summary>
    public CollectiveException? Fault => _mesh.Fault;

    /// <summary>The connections, for tests that break them.</summary>
    internal TcpMesh Mesh => _mesh;

    /// <inheritdoc/>
    public void AllReduceSum(IReadOnlyList<Tensor> regions)
    {
        if (!TensorRegions.AreOnHost(regions))
        {
            TensorRegions.OnCopies(regions, AllReduceSum);
            return;
        }

        ulong order = Take(regions, CallKind.AllReduceSum, 0);
        ScalarType element = regions.Count == 0 ? ScalarType.Float32 : regions[0].dtype;
        for (int i = 0; i < regions.Count; i++)
        {
            if (regions[i].dtype != element || !RankOrderSum.Supports(element))
            {
                throw new ArgumentException($"Region {i} is of {regions[i].dtype}: one sum takes one of Float32, Float64 and Int64.", nameof(regions));
            }
        }

        int elementSize = element == ScalarType.Float32 ? 4 : 8;
        Begin();
        try
        {
            FrameHeader call = Next(CallKind.AllReduceSum, element, order);
            if (_members.Count > _mesh.Options.DirectRanks)
            {
                _halving.Sum(_data, call, elementSize, DataDeadline);
            }
            else if (_data.Bytes <= _mesh.Options.OneShotBytes)
            {
                _oneShot.Sum(_data, call, DataDeadline);
            }
            else
            {
                _direct.Sum(_data, call, elementSize, DataDeadline);
            }
        }
        finally
        {
            _mesh.EndCall();
            GC.KeepAlive(regions);
        }
    }

    /// <inheritdoc/>
    public void Broadcast(IReadOnlyList<Tensor> regions, int root)
    {
        RequireMember(root);
        if (!TensorRegions.AreOnHost(regions))
        {
            BroadcastCopies(regions, root);
            return;
        }

        ulong order = Take(regions, CallKind.Broadcast, root);
        Begin();
        try
        {
            BroadcastFlow.Run(_members, _data, root, Next(CallKind.Broadcast, ScalarType.Byte, order), DataDeadline);
        }
        finally
        {
            _mesh.EndCall();
            GC.KeepAlive(regions);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> AllGather(byte[] block)
    {
        if (block.Length > _mesh.Options.LargestFrame)
        {
            throw new ArgumentException($"A block of {block.Length} bytes is longer than the {_mesh.Options.LargestFrame} that peers take.", nameof(block));
        }

        Begin();
        try
        {
            return _blocks.Gather(block, Next(CallKind.AllGather, ScalarType.Byte, OrderHash.With(_order, (long)CallKind.AllGather)), DataDeadline);
        }
        finally
        {
            _mesh.EndCall();
        }
    }

    /// <inheritdoc/>
    public void Barrier()
    {
        Begin();
        try
        {
            _data.Clear();
            _oneShot.Sum(_data, Next(CallKind.Barrier, ScalarType.Byte, OrderHash.With(_order, (long)CallKind.Barrier)), DataDeadline);
        }
        finally
        {
            _mesh.EndCall();
        }
    }

    /// <inheritdoc/>
    public void SendReceive(ReadOnlySpan<PairTransfer> transfers)
    {
        PairTransfers.Require(transfers, Rank, WorldSize);
        foreach (PairTransfer transfer in transfers)
        {
            if (!TensorRegions.IsOnHost(transfer.Send) || !TensorRegions.IsOnHost(transfer.Receive))
            {
                SendReceiveCopies(transfers);
                return;
            }
        }

        _pairs.Clear();
        foreach (PairTransfer transfer in transfers)
        {
            _pairs.Add(transfer, new FrameHeader(_mesh.Generation, _pairCalls[transfer.Peer], 0, 0, _group, 0, CallKind.SendReceive, 0, transfer.Send.dtype));
        }

        Begin();
        try
        {
            foreach (PairTransfer transfer in transfers)
            {
                _pairCalls[transfer.Peer]++;
            }

            _pairs.Run(DataDeadline);
        }
        finally
        {
            _mesh.EndCall();
            _pairs.Clear();
        }
    }

    /// <inheritdoc/>
    public void Abort(string reason) => _mesh.Abort(reason);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_group == World)
        {
            _mesh.Dispose();
        }
    }

    // Lambdas of their own methods: where they stand, what they capture is allocated on every call.
    private void BroadcastCopies(IReadOnlyList<Tensor> regions, int root) =>
        TensorRegions.OnCopies(regions, copies => Broadcast(copies, root));

    private void SendReceiveCopies(ReadOnlySpan<PairTransfer> transfers)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        PairTransfer[] copies = new PairTransfer[transfers.Length];
        for (int i = 0; i < copies.Length; i++)
        {
            copies[i] = transfers[i] with { Send = transfers[i].Send.cpu(), Receive = transfers[i].Receive.cpu() };
        }

        SendReceive(copies);
        for (int i = 0; i < copies.Length; i++)
        {
            transfers[i].Receive.copy_(copies[i].Receive);
        }
    }

    private void Begin() => _mesh.BeginCall();

    private FrameHeader Next(CallKind kind, ScalarType element, ulong order)
    {
        _order = order;
        return new FrameHeader(_mesh.Generation, _calls++, 0, order, _group, 0, kind, 0, element);
    }

    /// <summary>Takes the regions' memory, and gives the order hash with them.</summary>
    private ulong Take(IReadOnlyList<Tensor> regions, CallKind kind, int root)
    {
        _data.Clear();
        ulong order = OrderHash.With(OrderHash.With(_order, (long)kind), root);
        for (int i = 0; i < regions.Count; i++)
        {
            TensorRegions.Add(_data, regions[i]);
            order = OrderHash.With(OrderHash.With(order, (long)regions[i].dtype), _data.Bytes);
        }

        return order;
    }

    private void RequireMember(int rank)
    {
        if (rank < 0 || rank >= WorldSize)
        {
            throw new ArgumentOutOfRangeException(nameof(rank), rank, $"The group has ranks 0 to {WorldSize - 1}.");
        }
    }
}
