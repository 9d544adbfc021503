using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Tests.Collectives;
using Cdarts.Engine.Training;

namespace Cdarts.Engine.Tests.Training;

/// <summary>
/// A group that breaks within a forward or backward pass, where an exception would end the process: the update fails as a whole, and is done again in another
/// group.
/// </summary>
public class BrokenGroupTests
{
    private const int Ranks = 2;

    [Theory]
    [InlineData("fast", 2, new[] { 0, .1, .3, .45, .55, .7, .9, 1 })]
    [InlineData("straight", 1, new[] { .2, .6, .9 })]
    [InlineData("stacked", 1, new[] { .1, .4, .8 })]
    public void An_update_that_a_broken_group_interrupts_changes_nothing_and_is_done_again(string form, int steps, double[] places)
    {
        CdartsSettings settings = ReplicaRun.Settings("cream", form, warmupEpochs: 0, steps: steps);
        ThreadGroup whole = new(Ranks);
        CheckpointContent[] expected = Each(settings, whole, (trainer, _) =>
        {
            trainer.RunPhase(TrainingPhase.Joint, 0);
            return TinyRun.State(trainer);
        });

        // In the first step, whose last sum is the second update's own.
        int sums = whole.SumsOf(0) / steps;
        foreach (int broken in places.Select(place => (int)(place * (sums - 1))))
        {
            ThreadGroup? first = null;
            first = new ThreadGroup(Ranks)
            {
                BeforeSum = (rank, sum) =>
                {
                    if (rank == 1 && sum == broken)
                    {
                        Thread other = new(() => first!.Abort("the cable is cut"));
                        other.Start();
                        other.Join();
                    }
                },
            };
            ThreadGroup second = new(Ranks);
            CheckpointContent[] actual = Each(settings, first, (trainer, group) =>
            {
                CheckpointContent before = TinyRun.State(trainer);
                CollectiveException fault = Assert.Throws<CollectiveException>(() => trainer.RunPhase(TrainingPhase.Joint, 0));
                Assert.Equal("the cable is cut", fault.Message);
                if (trainer.Next.Update == 0)
                {
                    TinyRun.AssertSame(before, TinyRun.State(trainer));
                }

                group.Use(second[group.Rank]);
                trainer.RunPhase(TrainingPhase.Joint, 0);
                return TinyRun.State(trainer);
            });
            Assert.All(expected.Zip(actual), pair => TinyRun.AssertSame(pair.First, pair.Second));
        }
    }

    private static CheckpointContent[] Each(CdartsSettings settings, ThreadGroup threads, Func<CdartsTrainer, CurrentGroup, CheckpointContent> part) =>
        ThreadGroup.Each(Ranks, rank =>
        {
            CurrentGroup group = new();
            group.Use(threads[rank]);
            using CdartsTrainer trainer = ReplicaRun.Trainer(settings, group);
            trainer.RebuildEvaluationNetwork(0, trainer.DeriveTopology());
            return part(trainer, group);
        });
}
