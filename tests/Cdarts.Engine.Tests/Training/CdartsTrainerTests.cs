using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training;

namespace Cdarts.Engine.Tests.Training;

public class CdartsTrainerTests
{
    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_others()
    {
        CdartsSettings settings = TinyRun.Settings with { Precision = Precision.Float32 };
        (Genotype genotype, CheckpointContent state, List<StepFigures> figures) = Run(settings);
        (Genotype again, CheckpointContent stateAgain, List<StepFigures> figuresAgain) = Run(settings);
        (_, CheckpointContent other, List<StepFigures> otherFigures) = Run(settings with { Seed = 4 });

        Assert.Equal(10, figures.Count);
        Assert.Equal(genotype, again);
        Assert.Equal(figures, figuresAgain);
        TinyRun.AssertSame(state, stateAgain);
        Assert.NotEqual(figures[0], otherFigures[0]);
        Assert.Contains("alphas", TinyRun.Different(state, other));
    }

    [Fact]
    public void Search_ends_after_the_step_that_was_asked_to_stop_and_goes_on_from_there()
    {
        CdartsSettings settings = TinyRun.Settings;
        (Genotype genotype, CheckpointContent state, List<StepFigures> figures) = Run(settings);

        using CdartsTrainer trainer = TinyRun.Trainer(settings);
        List<StepFigures> stopped = [];
        List<Cursor> stops = [];
        Genotype found = TinyRun.Only(0);
        while (stops.Count == 0 || trainer.Next.Cycle < settings.Schedule.Cycles)
        {
            found = trainer.Search((_, step) =>
            {
                stopped.Add(step with { StopRequested = false });
                trainer.RequestStop();
            });
            stops.Add(trainer.Next);
        }

        // Asked in a step's callback, which comes after the step: the next one is the last.
        Assert.Equal(5, stops.Count);
        Assert.Equal(figures, stopped);
        Assert.Equal(genotype, found);
        TinyRun.AssertSame(state, TinyRun.State(trainer));
    }

    [Fact]
    public void A_phase_that_is_over_returns_at_once()
    {
        using CdartsTrainer trainer = TinyRun.TrainerWith(TinyRun.Settings, TinyRun.Only(3));
        CheckpointContent before = TinyRun.State(trainer);
        Assert.True(trainer.RunPhase(TrainingPhase.SearchWarmup, 0));
        TinyRun.AssertSame(before, TinyRun.State(trainer));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Phases_without_epochs_are_passed_over(int evaluation, int joint)
    {
        CdartsSettings settings = TinyRun.Settings with
        {
            Schedule = TinyRun.Settings.Schedule with { SearchWarmupEpochs = 0, EvaluationWarmupEpochs = evaluation, JointEpochs = joint },
        };
        using CdartsTrainer trainer = TinyRun.Trainer(settings);
        List<TrainingPhase> phases = [];
        trainer.Search((cursor, _) => phases.Add(cursor.Phase));
        Assert.Equal(2, trainer.History.Count);
        Assert.Equal(4 * evaluation, phases.Count(phase => phase == TrainingPhase.EvaluationWarmup));
        Assert.Equal(4 * joint, phases.Count(phase => phase == TrainingPhase.Joint));
    }

    [Fact]
    public void The_search_network_alone_changes_in_the_search_warm_up_and_the_evaluation_network_in_its_own()
    {
        using CdartsTrainer trainer = TinyRun.Trainer(TinyRun.Settings with { Network = TinyRun.Settings.Network with { ShareModules = false } });
        CheckpointContent start = TinyRun.State(trainer);
        trainer.RunPhase(TrainingPhase.SearchWarmup, 0);
        CheckpointContent warm = TinyRun.State(trainer);
        Assert.All(TinyRun.Different(start, warm), name => Assert.Matches(@"^(momentum\.search/)?(search|shared)\.", name));
        Assert.Contains("search.classifier.weight", TinyRun.Different(start, warm));

        trainer.RebuildEvaluationNetwork(0, TinyRun.Only(3));
        warm = TinyRun.State(trainer);
        trainer.RunPhase(TrainingPhase.EvaluationWarmup, 0);
        string[] different = [.. TinyRun.Different(warm, TinyRun.State(trainer))];
        Assert.All(different, name => Assert.Matches(@"^(momentum\.evaluation/)?(evaluation|shared)\.", name));
        Assert.Contains("evaluation.classifier.weight", different);
        Assert.Contains("evaluation.cells.0.node0.from0.sep_conv_3x3.first.depthwise", different);
        Assert.Contains("evaluation.stem.norm.running_mean", different);
    }

    private static (Genotype Genotype, CheckpointContent State, List<StepFigures> Figures) Run(CdartsSettings settings)
    {
        using CdartsTrainer trainer = TinyRun.Trainer(settings);
        List<StepFigures> figures = [];
        Genotype genotype = trainer.Search((_, step) => figures.Add(step));
        return (genotype, TinyRun.State(trainer), figures);
    }
}
