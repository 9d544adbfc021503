using Cdarts.Engine.Collectives;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Stacked;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Golden;
using Cdarts.Engine.Tests.Training;
using Cdarts.Engine.Tests.Training.Retraining;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Retraining;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks;

/// <summary>Cells that are computed again for their gradient give the numbers of cells that are kept.</summary>
public class CellCheckpointTests
{
    [Theory]
    [InlineData("fast", SearchStrategy.Cdarts)]
    [InlineData("straight", SearchStrategy.Cdarts)]
    [InlineData("stacked", SearchStrategy.Cdarts)]
    [InlineData("fast", SearchStrategy.Darts)]
    public void All_steps_give_the_same_gradients_alphas_and_statistics(string form, SearchStrategy strategy)
    {
        CdartsSettings kept = ReplicaRun.Settings("nni", form) with { Strategy = strategy, SyncBatchNorm = false };
        CdartsSettings again = Again(kept);
        using DisposeScope scope = NewDisposeScope();
        using CdartsTrainer one = TinyRun.TrainerWith(kept, Mixed), other = TinyRun.TrainerWith(again, Mixed);
        foreach (Func<TrainingSteps, StepPlan, StepFigures> step in Steps(strategy))
        {
            StepFigures expected = Take(one.State, kept, step), actual = Take(other.State, again, step);
            Assert.Equal(expected.SearchLoss ?? 0, actual.SearchLoss ?? 0, 1e-12);
            AssertNear(one.State.Buffers.Gradients, other.State.Buffers.Gradients);
            AssertNear(one.State.Buffers.Values, other.State.Buffers.Values);
            AssertNear(one.State.AlphaFirstMoment, other.State.AlphaFirstMoment);
            AssertNear(one.State.Statistics.Save(), other.State.Statistics.Save());
        }

        Assert.NotEqual(0, one.State.AlphaFirstMoment.abs().sum().item<double>());
    }

    /// <summary>In parts, with batch norm over all replicas, through a whole search.</summary>
    [Fact]
    public void So_do_searches_in_parts_on_several_replicas()
    {
        CdartsSettings kept = ReplicaRun.Settings("cream", "fast", steps: 1);
        kept = kept with { Data = kept.Data with { BatchSize = 8, DeviceBatch = 2 } };
        ReplicaRun[] expected = ReplicaRun.Of(kept, 2), actual = ReplicaRun.Of(Again(kept), 2);
        ReplicaRun.AssertNear(expected[0], actual[0], 1e-9);
        TinyRun.AssertSame(actual[0].State, actual[1].State);
    }

    [Theory]
    [InlineData(NetworkForm.Fast)]
    [InlineData(NetworkForm.Straight)]
    public void So_does_a_retraining_with_drop_path(NetworkForm form)
    {
        RetrainSettings kept = TinyRetrain.Settings with { Network = TinyRetrain.Settings.Network with { Form = form } };
        RetrainSettings again = kept with { Network = kept.Network with { CheckpointCells = true } };
        using Retrainer one = TinyRetrain.Retrainer(kept), other = TinyRetrain.Retrainer(again);
        while (!one.IsCompleted)
        {
            RetrainStepFigures expected = one.RunStep(), actual = other.RunStep();
            Assert.Equal(expected.Loss, actual.Loss, 1e-9);
            Assert.Equal(expected.GradientNorm, actual.GradientNorm, 1e-9 * Math.Max(1, expected.GradientNorm));
        }

        Dictionary<string, double[]> state = TinyRetrain.State(other);
        Assert.All(TinyRetrain.State(one), pair => Assert.InRange(ReplicaRun.Error(pair.Value, state[pair.Key]), 0, 1e-9));
    }

    /// <summary>What of a cell stays between its forward and its backward pass: nothing but its output.</summary>
    [Theory]
    [InlineData(NetworkForm.Fast)]
    [InlineData(NetworkForm.Straight)]
    public void Nothing_of_a_cell_is_kept_but_its_output(NetworkForm form)
    {
        long Kept(bool checkpoint)
        {
            NetworkSettings network = TinyRun.Settings.Network with { Form = form, CheckpointCells = checkpoint };
            using CdartsTrainer trainer = TinyRun.TrainerWith(TinyRun.Settings with { Network = network }, TinyRun.Only(4));
            using DisposeScope scope = NewDisposeScope();
            Tensor images = TinyRun.RandomBatch(1).Images;
            GC.Collect();
            GC.WaitForPendingFinalizers();
            long before = Tensor.TotalCount;
            Tensor logits = trainer.State.Evaluation.Forward(images, ForwardPass.Evaluation, withEnsemble: false).Logits;
            long after = Tensor.TotalCount;
            logits.sum().backward();
            return after - before;
        }

        Assert.InRange(Kept(checkpoint: true), 1, Kept(checkpoint: false) / 2);
    }

    private static Genotype Mixed { get; } = new(
        GoldenGenotypes.Parse("sep3·0 skip·1; dil5·1 avg·2; max·0 sep5·3; skip·0 dil3·2"),
        GoldenGenotypes.Parse("sep5·1 skip·0; max·1 dil5·2; sep5·1 avg·2; sep3·3 dil3·4"));

    private static CdartsSettings Again(CdartsSettings settings) => settings with { Network = settings.Network with { CheckpointCells = true } };

    private static IEnumerable<Func<TrainingSteps, StepPlan, StepFigures>> Steps(SearchStrategy strategy)
    {
        yield return (steps, plan) => steps.SearchWarmup(TinyRun.RandomBatch(1), plan);
        if (strategy == SearchStrategy.Cdarts)
        {
            yield return (steps, plan) => steps.EvaluationWarmup(TinyRun.RandomBatch(2), plan);
        }

        yield return (steps, plan) => steps.Joint(TinyRun.RandomBatch(4), TinyRun.RandomBatch(3), plan);
    }

    private static StepFigures Take(NetworkState state, CdartsSettings settings, Func<TrainingSteps, StepPlan, StepFigures> step)
    {
        if (state.Search.StackingShapes.Count > 0)
        {
            state.Search.Use(StackingPlan.Uniform(state.Search.StackingShapes, StackingKind.Multiplier));
        }

        TrainingSteps steps = new(state, settings, new SingleCollective(), new TogetherExchange());
        return step(steps, new StepPlan(Cursor.Start with { Phase = TrainingPhase.Joint }, 1e-3, 1e-3, .1, 4, Stop: false));
    }

    private static void AssertNear(Tensor expected, Tensor actual)
    {
        double scale = Math.Max(1, expected.abs().max().item<double>());
        Assert.InRange((expected - actual).abs().max().item<double>() / scale, 0, 1e-9);
    }
}
