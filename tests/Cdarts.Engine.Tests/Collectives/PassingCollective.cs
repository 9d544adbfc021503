using Cdarts.Engine.Collectives;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Collectives;

/// <summary>Passes every call on to a group; tests change some of them.</summary>
internal abstract class PassingCollective(ICollective group) : ICollective
{
    public int Rank => group.Rank;

    public int WorldSize => group.WorldSize;

    public TimeSpan DataDeadline
    {
        get => group.DataDeadline;
        set => group.DataDeadline = value;
    }

    public CancellationToken Faulted => group.Faulted;

    public virtual void AllReduceSum(IReadOnlyList<Tensor> regions) => group.AllReduceSum(regions);

    public virtual void SendReceive(ReadOnlySpan<PairTransfer> transfers) => group.SendReceive(transfers);

    public void Broadcast(IReadOnlyList<Tensor> regions, int root) => group.Broadcast(regions, root);

    public virtual IReadOnlyList<byte[]> AllGather(byte[] block) => group.AllGather(block);

    public void Barrier() => group.Barrier();

    public void Abort(string reason) => group.Abort(reason);

    /// <summary>The group belongs to whoever formed it.</summary>
    public void Dispose()
    {
    }

    /// <summary>Breaks the group, and fails as a call in it then does.</summary>
    protected CollectiveException Break(string reason)
    {
        Abort(reason);
        return new CollectiveException([], reason);
    }
}
