using Cdarts.Engine.Collectives;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Training;

/// <summary>A group in which every replica keeps its own part.</summary>
internal sealed class Unreduced(int rank, int worldSize) : ICollective
{
    public int Rank => rank;

    public int WorldSize => worldSize;

    public void AllReduceSum(IReadOnlyList<Tensor> regions)
    {
    }

    public IReadOnlyList<byte[]> AllGather(byte[] block) => [block];

    public void Barrier()
    {
    }

    public TimeSpan DataDeadline { get; set; }

    public CancellationToken Faulted => CancellationToken.None;

    public void Broadcast(IReadOnlyList<Tensor> regions, int root) => throw new NotSupportedException();

    public void SendReceive(ReadOnlySpan<PairTransfer> transfers) => throw new NotSupportedException();

    public void Abort(string reason) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
