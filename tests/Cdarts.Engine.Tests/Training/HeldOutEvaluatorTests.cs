using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Engine.Tests.Training;

public class HeldOutEvaluatorTests
{
    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.Float64)]
    public void Every_picture_counts_once_and_the_training_state_stays(Precision precision)
    {
        CdartsSettings settings = TinyRun.Settings with { Precision = precision };
        using CdartsTrainer trainer = TinyRun.TrainerWith(settings, TinyRun.Only(3)), untouched = TinyRun.TrainerWith(settings, TinyRun.Only(3));
        TinyRun.Steps(trainer, 3);
        TinyRun.Steps(untouched, 3);
        CheckpointContent before = TinyRun.State(trainer);

        HeldOutFigures figures = trainer.EvaluateHeldOut()!;

        TinyRun.AssertSame(before, TinyRun.State(trainer));
        Assert.Equal(TinyRun.TestPictures, figures.Pictures);
        Assert.Equal(Math.Round(figures.Accuracy * figures.Pictures), figures.Accuracy * figures.Pictures, 9);
        Assert.True(double.IsFinite(figures.Loss) && figures.Loss > 0);
        Assert.Equal(figures, trainer.EvaluateHeldOut());
        Assert.Equal(TinyRun.Steps(untouched, 1), TinyRun.Steps(trainer, 1));
        TinyRun.AssertSame(TinyRun.State(untouched), TinyRun.State(trainer));
    }

    [Fact]
    public void The_batch_size_of_the_run_does_not_decide_what_is_counted()
    {
        // Ten pictures in batches of 4, 4, 2 and in one of 10; without re-estimation both see the same statistics.
        HeldOutFigures Of(int batch)
        {
            CdartsSettings settings = TinyRun.Settings with
            {
                Data = TinyRun.Settings.Data with { BatchSize = batch },
                Schedule = TinyRun.Settings.Schedule with { StepsPerEpoch = 1 },
                HeldOut = new() { StatisticsBatches = 0 },
            };
            using CdartsTrainer trainer = TinyRun.TrainerWith(settings, TinyRun.Only(3));
            return trainer.EvaluateHeldOut()!;
        }

        HeldOutFigures few = Of(4), all = Of(10);
        Assert.Equal((all.Accuracy, all.Pictures), (few.Accuracy, few.Pictures));
        Assert.Equal(all.Loss, few.Loss, 10);
    }

    [Fact]
    public void Without_a_topology_there_is_nothing_to_evaluate()
    {
        using CdartsTrainer trainer = TinyRun.Trainer(TinyRun.Settings);
        Assert.Throws<InvalidOperationException>(() => trainer.EvaluateHeldOut());
    }
}
