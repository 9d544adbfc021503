using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Tests.Diagnostics;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Engine.Tests.Training.Sessions;

[Collection(FailpointCollection.Name)]
public class TrainerSnapshotTests
{
    private const int TotalSteps = 10;

    /// <summary>2 steps of search warm-up, then two cycles of 2 + 2: at every step of both kinds of cycle.</summary>
    [Theory]
    [InlineData(Precision.Float32, true)]
    [InlineData(Precision.Float64, false)]
    public void A_restored_trainer_goes_on_bit_for_bit(Precision precision, bool cream)
    {
        CdartsSettings settings = TinyRun.Shrink(cream ? CdartsSettings.Cream : CdartsSettings.Nni) with { Precision = precision };
        using CdartsTrainer trainer = TinyRun.Trainer(settings);
        List<CheckpointContent> taken = [TinyRun.State(trainer)];
        List<StepFigures> figures = [];
        for (int step = 0; step < TotalSteps; step++)
        {
            figures.AddRange(TinyRun.Steps(trainer, 1));
            taken.Add(TinyRun.State(trainer));
        }

        foreach (int from in (int[])[0, 1, 2, 3, 5, 6, 9])
        {
            using CdartsTrainer restored = TinyRun.Trainer(settings);
            TrainerSnapshot.Restore(restored, TinyRun.Read(taken[from]));
            TinyRun.AssertSame(taken[from], TinyRun.State(restored));
            int steps = Math.Min(2, TotalSteps - from);
            Assert.Equal(figures.GetRange(from, steps), TinyRun.Steps(restored, steps));
            TinyRun.AssertSame(taken[from + steps], TinyRun.State(restored));
        }
    }

    [Fact]
    public void A_snapshot_right_after_a_rebuild_goes_on_bit_for_bit()
    {
        using CdartsTrainer trainer = TinyRun.Trainer(TinyRun.Settings), restored = TinyRun.Trainer(TinyRun.Settings);
        TinyRun.Steps(trainer, 6);
        trainer.RebuildEvaluationNetwork(1, TinyRun.Only(6));
        CheckpointContent taken = TinyRun.State(trainer);
        TrainerSnapshot.Restore(restored, TinyRun.Read(taken));
        Assert.Equal(trainer.History, restored.History);
        Assert.Equal(TinyRun.Steps(trainer, 3), TinyRun.Steps(restored, 3));
        TinyRun.AssertSame(TinyRun.State(trainer), TinyRun.State(restored));
    }

    [Fact]
    public void A_snapshot_between_the_updates_of_a_joint_step_goes_on_bit_for_bit()
    {
        using CdartsTrainer trainer = TinyRun.Trainer(TinyRun.Settings), restored = TinyRun.Trainer(TinyRun.Settings);
        TinyRun.Steps(trainer, 4);
        CheckpointContent? between = null;
        using (Failpoints.Use(TrainingFailpoints.BetweenUpdates + "=fail"))
        {
            Assert.Throws<IOException>(() => TinyRun.Steps(trainer, 1));
            between = TinyRun.State(trainer);
        }

        Assert.Equal((new Cursor(0, TrainingPhase.Joint, 0, 0, 1), 5), (between.Cursor, between.GlobalUpdate));
        TrainerSnapshot.Restore(restored, TinyRun.Read(between));
        using CdartsTrainer undisturbed = TinyRun.Trainer(TinyRun.Settings);
        List<StepFigures> expected = TinyRun.Steps(undisturbed, 6)[4..], actual = TinyRun.Steps(restored, 2);
        Assert.Equal((expected[0].WeightLoss, expected[0].SearchGradientNorm), (actual[0].WeightLoss, actual[0].SearchGradientNorm));
        Assert.Null(actual[0].EvaluationLoss);
        Assert.Equal(expected[1], actual[1]);
        TinyRun.AssertSame(TinyRun.State(undisturbed), TinyRun.State(restored));
    }

    [Fact]
    public void A_snapshot_does_not_change_while_training_goes_on()
    {
        using CdartsTrainer trainer = TinyRun.Trainer(TinyRun.Settings);
        CheckpointContent taken = TinyRun.State(trainer);
        byte[][] copies = [.. TinyRun.Blocks(taken).Select(block => block.Data.ToArray())];
        TinyRun.Steps(trainer, 3);
        Assert.All(TinyRun.Blocks(taken).Zip(copies), pair => Assert.True(pair.First.Data.Span.SequenceEqual(pair.Second)));
    }

    [Fact]
    public void Other_shapes_and_types_are_refused_with_the_tensors_name()
    {
        CdartsSettings settings = TinyRun.Settings;
        using CdartsTrainer trainer = TinyRun.Trainer(settings);
        CheckpointReadResult taken = TinyRun.Read(TinyRun.State(trainer));
        AssertRefused(settings with { Network = settings.Network with { Channels = 4 } }, "is missing or has another shape or type");
        AssertRefused(settings with { Network = settings.Network with { SearchCells = 4 } }, "is missing or has another shape or type");
        AssertRefused(settings with { Precision = Precision.Float32 }, "is missing or has another shape or type");
        AssertRefused(settings with { Network = settings.Network with { FixedHeads = false } }, "'momentum.search/shared.heads.0.reduce' is missing");

        using CdartsTrainer deeper = TinyRun.Trainer(settings with { Network = settings.Network with { EvaluationCells = 4 } });
        CheckpointReadResult more = TinyRun.Read(TinyRun.State(deeper));
        using CdartsTrainer same = TinyRun.Trainer(settings);
        Assert.Contains("does not fit the networks of this run", Assert.Throws<CdartsException>(() => TrainerSnapshot.Restore(same, more)).Message);

        CheckpointReadResult surplus = taken with { Run = [.. taken.Run, new TensorBlock("stray", "F64", [1], new byte[8])] };
        using CdartsTrainer other = TinyRun.Trainer(settings);
        Assert.Equal(
            "Checkpoint taken does not fit the networks of this run: they have no 'stray'.",
            Assert.Throws<CdartsException>(() => TrainerSnapshot.Restore(other, surplus)).Message);

        void AssertRefused(CdartsSettings wanted, string sentence)
        {
            using CdartsTrainer fresh = TinyRun.Trainer(wanted);
            string message = Assert.Throws<CdartsException>(() => TrainerSnapshot.Restore(fresh, taken)).Message;
            Assert.StartsWith("Checkpoint taken does not fit the networks of this run: ", message);
            Assert.Contains(sentence, message);
        }
    }
}
