using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Data;
using Cdarts.Engine.Training;

namespace Cdarts.Engine.Tests.Training;

/// <summary>An update whose loss or gradient is not finite changes nothing.</summary>
public class NonFiniteLossTests
{
    /// <summary>Finite, and yet pictures become infinite.</summary>
    private static readonly Normalisation Absurd = new([.5, .5, .5], [1e-310, 1e-310, 1e-310]);

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.Float64)]
    public void An_absurd_learning_rate_is_found_at_the_next_update(Precision precision)
    {
        CdartsSettings settings = TinyRun.Settings with
        {
            Precision = precision,
            SearchOptimizer = new() { LearningRate = precision == Precision.Float64 ? 1e300 : 1e30 },
        };
        using CdartsTrainer trainer = TinyRun.Trainer(settings);
        CheckpointContent? committed = null;
        NonFiniteLossException failure = Assert.Throws<NonFiniteLossException>(
            () => trainer.RunPhase(TrainingPhase.SearchWarmup, 0, (_, _) => committed = TinyRun.State(trainer)));
        Assert.Equal(new Cursor(0, TrainingPhase.SearchWarmup, 0, 1, 0), failure.Cursor);
        Assert.Contains($"The {failure.Quantity} is not finite at cycle 1 SearchWarmup epoch 1 step 2;", failure.Message);
        TinyRun.AssertSame(committed!, TinyRun.State(trainer));
    }

    [Fact]
    public void Infinite_pictures_stop_the_search_warm_up_before_its_first_update()
    {
        using CdartsTrainer trainer = TinyRun.Trainer(TinyRun.Settings, TinyRun.Sets(Absurd));
        AssertRefused(trainer, TrainingPhase.SearchWarmup, "search loss");
    }

    [Fact]
    public void Infinite_pictures_stop_the_evaluation_warm_up_before_its_first_update()
    {
        using CdartsTrainer trainer = TinyRun.TrainerWith(TinyRun.Settings, TinyRun.Only(3), TinyRun.Sets(Absurd));
        AssertRefused(trainer, TrainingPhase.EvaluationWarmup, "evaluation loss");
    }

    [Fact]
    public void Infinite_pictures_stop_a_joint_step_before_its_first_update()
    {
        CdartsSettings settings = TinyRun.Settings with { Schedule = TinyRun.Settings.Schedule with { EvaluationWarmupEpochs = 0 } };
        using CdartsTrainer trainer = TinyRun.TrainerWith(settings, TinyRun.Only(3), TinyRun.Sets(Absurd));
        AssertRefused(trainer, TrainingPhase.Joint, "search loss");
    }

    [Fact]
    public void A_joint_step_that_fails_in_its_second_update_stands_between_the_two()
    {
        CdartsSettings settings = AlphasExplode();
        using CdartsTrainer trainer = TinyRun.TrainerWith(settings, TinyRun.Only(3));
        CheckpointContent before = TinyRun.State(trainer);
        NonFiniteLossException failure = Assert.Throws<NonFiniteLossException>(() => trainer.RunPhase(TrainingPhase.Joint, 0));
        CheckpointContent between = TinyRun.State(trainer);

        Assert.Equal("search loss on the training batch", failure.Quantity);
        Assert.Contains("at cycle 1 Joint epoch 1 step 1 update 2;", failure.Message);
        Assert.Equal((new Cursor(0, TrainingPhase.Joint, 0, 0, 1), 1L), (trainer.Next, between.GlobalUpdate));
        string[] different = [.. TinyRun.Different(before, between)];
        Assert.Contains("evaluation.classifier.weight", different);
        Assert.DoesNotContain("search.classifier.weight", different);
        Assert.DoesNotContain("momentum.search/search.classifier.weight", different);

        // The second update is tried again, alone.
        failure = Assert.Throws<NonFiniteLossException>(() => trainer.RunPhase(TrainingPhase.Joint, 0));
        Assert.Equal("search loss on the training batch", failure.Quantity);
        TinyRun.AssertSame(between, TinyRun.State(trainer));
    }

    internal static CdartsSettings AlphasExplode() => TinyRun.Settings with
    {
        AlphaOptimizer = new() { LearningRate = 1e308 },
        Schedule = TinyRun.Settings.Schedule with { EvaluationWarmupEpochs = 0 },
    };

    private static void AssertRefused(CdartsTrainer trainer, TrainingPhase phase, string quantity)
    {
        CheckpointContent before = TinyRun.State(trainer);
        NonFiniteLossException failure = Assert.Throws<NonFiniteLossException>(() => trainer.RunPhase(phase, 0));
        Assert.Equal(quantity, failure.Quantity);
        Assert.Contains($"The {quantity} is not finite at cycle 1 {phase} epoch 1 step 1;", failure.Message);
        TinyRun.AssertSame(before, TinyRun.State(trainer));
    }
}
