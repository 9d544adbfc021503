using Cdarts.Engine.Collectives;
using Cdarts.Engine.Tests.Collectives;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Training.Sessions;

/// <summary>A group of two that breaks in a sum whose result one replica gets and the other one does not.</summary>
/// <param name="group">Group.</param>
/// <param name="call">Number of the sum, from 1; 0 for none.</param>
/// <param name="loses">Whether this is the replica that does not.</param>
/// <param name="got">Set when the other one has it.</param>
internal sealed class LosesVote(ICollective group, int call, bool loses, ManualResetEventSlim got) : PassingCollective(group)
{
    private int _calls;

    public override void AllReduceSum(IReadOnlyList<Tensor> regions)
    {
        base.AllReduceSum(regions);
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

            throw Break("the test loses a vote");
        }

        got.Set();
    }
}
