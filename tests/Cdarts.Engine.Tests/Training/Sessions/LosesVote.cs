using Cdarts.Engine.Collectives;
using Cdarts.Engine.Tests.Collectives;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Training.Sessions;

/// <summary>A group of two that breaks in a sum whose result one replica gets and the other one does not.</summary>
/// <param name="group">Group.</param>
/// <param name="call">Number of the sum, from 1; 0 for none.</param>
/// <param name="loses">Whether this is the replica that does not.</param>
/// <param name="got">Set when the other one has it.</param>
internal sealed class LosesVote(ICollective group, int call, bool loses, ManualResetEventSlim got) : ICollective
{
    private int _calls;

    public int Rank => group.Rank;

    public int WorldSize => group.WorldSize;

    public TimeSpan DataDeadline
    {
        get => group.DataDeadline;
        set => group.DataDeadline = value;
    }

    public CancellationToken Faulted => group.Faulted;

    public void AllReduceSum(IReadOnlyList<Tensor> regions)
    {
        group.AllReduceSum(regions);
        if (++_calls != call)
        {
            return;
        }

        if (loses)
        {
            Assert.True(got.Wait(RankThreads.Safety));
            foreach (Tensor region in regions)
            {
                region.fill_(double.NaN);
            }

            group.Abort("the test loses a vote");
            throw new CollectiveException([], "the test loses a vote");
        }

        got.Set();
    }

    public void SendReceive(ReadOnlySpan<PairTransfer> transfers) => group.SendReceive(transfers);

    public void Broadcast(IReadOnlyList<Tensor> regions, int root) => group.Broadcast(regions, root);

    public IReadOnlyList<byte[]> AllGather(byte[] block) => group.AllGather(block);

    public void Barrier() => group.Barrier();

    public void Abort(string reason) => group.Abort(reason);

    public void Dispose() => group.Dispose();
}
