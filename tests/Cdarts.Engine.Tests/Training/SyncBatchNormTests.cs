using Cdarts.Engine.Tests.Collectives;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Engine.Tests.Training;

/// <summary>With batch norm over the global batch, one replica and several train the same networks.</summary>
public class SyncBatchNormTests
{
    /// <summary>The first ten updates of each phase, and the topologies of two cycles.</summary>
    [Theory]
    [InlineData("cream", new[] { 2, 3, 4 })]
    [InlineData("nni", new[] { 3 })]
    public void The_number_of_replicas_does_not_matter(string variant, int[] worlds)
    {
        // A joint step has two updates.
        CdartsSettings settings = ReplicaRun.Settings(variant, "fast", warmupEpochs: 5, jointEpochs: 3, cycles: 2);
        ReplicaRun alone = ReplicaRun.Of(settings, 1)[0];
        Assert.Equal(2 * (10 + 6) + 10, alone.Steps.Count);
        foreach (int ranks in worlds)
        {
            ReplicaRun[] runs = ReplicaRun.Of(settings, ranks);
            ReplicaRun.AssertNear(FirstCycle(alone), FirstCycle(runs[0]), 1e-9);
            Assert.Equal(alone.Topologies, runs[0].Topologies);
            Assert.All(runs, run => TinyRun.AssertSame(runs[0].State, run.State));
        }
    }

    [Theory]
    [InlineData("cream", "straight", 3)]
    [InlineData("nni", "straight", 2)]
    [InlineData("nni", "stacked", 3)]
    public void Nor_does_it_in_the_other_forms(string variant, string form, int ranks)
    {
        CdartsSettings settings = ReplicaRun.Settings(variant, form, steps: 1);
        ReplicaRun.AssertNear(ReplicaRun.Of(settings, 1)[0], ReplicaRun.Of(settings, ranks)[0], 1e-9);
    }

    [Fact]
    public void First_updates_in_float32_agree_and_repeat_bit_for_bit()
    {
        CdartsSettings settings = ReplicaRun.Settings("cream", "fast") with { Precision = Precision.Float32 };
        ReplicaRun[] runs = ReplicaRun.Of(settings, 3), again = ReplicaRun.Of(settings, 3);
        Assert.InRange(ReplicaRun.Error(ReplicaRun.Of(settings, 1)[0].Steps[0].Numbers, runs[0].Steps[0].Numbers), 0, 1e-5);
        Assert.All(runs.Zip(again), pair => TinyRun.AssertSame(pair.First.State, pair.Second.State));
        Assert.Equal(runs[0].Steps.SelectMany(step => step.Numbers), again[0].Steps.SelectMany(step => step.Numbers));
    }

    [Fact]
    public void Without_it_results_depend_on_how_the_batch_is_split()
    {
        // Two replicas: a head has one position left, and the value of a single picture cannot be normalised.
        CdartsSettings settings = ReplicaRun.Settings("cream", "fast") with { SyncBatchNorm = false };
        double[] alone = ReplicaRun.Of(settings, 1)[0].Steps[0].Numbers, shared = ReplicaRun.Of(settings, 2)[0].Steps[0].Numbers;
        Assert.InRange(ReplicaRun.Error(alone, shared), 1e-3, 10);
    }

    [Fact]
    public void A_replica_alone_computes_as_without_it_bit_for_bit()
    {
        CdartsSettings settings = ReplicaRun.Settings("cream", "fast");
        TinyRun.AssertSame(ReplicaRun.Of(settings with { SyncBatchNorm = false }, 1)[0].State, ReplicaRun.Of(settings, 1)[0].State);
    }

    /// <summary>Every replica runs the same training batches for the statistics; a sum over the replicas would count each picture twice.</summary>
    [Fact]
    public void Held_out_figures_do_not_depend_on_the_number_of_replicas_either()
    {
        CdartsSettings settings = ReplicaRun.Settings("cream", "fast");
        (HeldOutFigures Figures, int Sums)[] Of(int ranks)
        {
            ThreadGroup group = new(ranks);
            return ThreadGroup.Each(ranks, rank =>
            {
                using CdartsTrainer trainer = ReplicaRun.Trainer(settings, group[rank]);
                trainer.Search();
                int before = group.SumsOf(rank);
                return (trainer.EvaluateHeldOut()!, group.SumsOf(rank) - before);
            });
        }

        (HeldOutFigures alone, _) = Of(1)[0];
        Assert.All(Of(2), replica =>
        {
            Assert.Equal(alone.Loss, replica.Figures.Loss, 1e-9);
            Assert.Equal((alone.Accuracy, alone.Pictures), (replica.Figures.Accuracy, replica.Figures.Pictures));
            // The figures travel as bytes; whatever is summed would be the statistics of a batch.
            Assert.Equal(0, replica.Sums);
        });
    }

    private static ReplicaRun FirstCycle(ReplicaRun run) =>
        run with { Steps = [.. run.Steps.Where(step => step.Cursor.Cycle == 0)] };
}
