using static TorchSharp.torch;

namespace Cdarts.Engine.Collectives;

/// <summary>
/// The group that a replica is in now: a trainer lives through many generations, and each has a group of its own. Alone until <see cref="Use"/>.
/// </summary>
internal sealed class CurrentGroup : ICollective
{
    private ICollective _group = new SingleCollective();

    /// <inheritdoc/>
    public int Rank => _group.Rank;

    /// <inheritdoc/>
    public int WorldSize => _group.WorldSize;

    /// <inheritdoc/>
    public TimeSpan DataDeadline
    {
        get => _group.DataDeadline;
        set => _group.DataDeadline = value;
    }

    /// <inheritdoc/>
    public CancellationToken Faulted => _group.Faulted;

    /// <summary>Enters a group; whoever formed it disposes of it.</summary>
    internal void Use(ICollective group) => _group = group;

    /// <inheritdoc/>
    public void AllReduceSum(IReadOnlyList<Tensor> regions) => _group.AllReduceSum(regions);

    /// <inheritdoc/>
    public void Broadcast(IReadOnlyList<Tensor> regions, int root) => _group.Broadcast(regions, root);

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> AllGather(byte[] block) => _group.AllGather(block);

    /// <inheritdoc/>
    public void Barrier() => _group.Barrier();

    /// <inheritdoc/>
    public void SendReceive(ReadOnlySpan<PairTransfer> transfers) => _group.SendReceive(transfers);

    /// <inheritdoc/>
    public void Abort(string reason) => _group.Abort(reason);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
