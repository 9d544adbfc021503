using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Training;

namespace Cdarts.Engine.Tests.Training;

/// <summary>What the two published variants do differently.</summary>
public class VariantTests
{
    [Fact]
    public void Nni_runs_two_cycles_and_its_search_ensemble_stays_without_weight_decay()
    {
        CdartsSettings nni = TinyRun.Shrink(CdartsSettings.Nni);
        nni = nni with { SearchOptimizer = nni.SearchOptimizer with { WeightDecay = 0 } };
        using CdartsTrainer trainer = TinyRun.Trainer(nni);
        CheckpointContent start = TinyRun.State(trainer);
        trainer.Search();
        string[] different = [.. TinyRun.Different(start, TinyRun.State(trainer))];
        Assert.Equal(2, trainer.History.Count);
        Assert.DoesNotContain("search.ensemble", different);
        Assert.Contains("evaluation.ensemble", different);
        Assert.Contains("shared.heads.0.expand", different);
    }

    [Fact]
    public void Fixed_heads_never_change_but_their_statistics_do()
    {
        using CdartsTrainer trainer = TinyRun.Trainer(TinyRun.Settings);
        CheckpointContent start = TinyRun.State(trainer);
        trainer.Search();
        string[] heads = [.. TinyRun.Different(start, TinyRun.State(trainer)).Where(name => name.Contains(".heads."))];
        Assert.Equal(
            ["expand_norm", "reduce_norm"],
            heads.Select(name => name.Split('.')[^2]).Distinct().Order());
        Assert.Equal(8, heads.Length);
        Assert.Contains("shared.ensemble", TinyRun.Different(start, TinyRun.State(trainer)));
    }

    [Fact]
    public void A_constant_ensemble_never_changes()
    {
        using CdartsTrainer trainer = TinyRun.Trainer(
            TinyRun.Settings with { Network = TinyRun.Settings.Network with { Ensemble = EnsembleKind.Constant } });
        CheckpointContent start = TinyRun.State(trainer);
        trainer.Search();
        Assert.DoesNotContain("shared.ensemble", TinyRun.Different(start, TinyRun.State(trainer)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Modules_are_one_or_two_as_asked(bool shared)
    {
        using CdartsTrainer trainer = TinyRun.Trainer(TinyRun.Settings with { Network = TinyRun.Settings.Network with { ShareModules = shared } });
        string[] names = [.. TinyRun.Blocks(TinyRun.State(trainer)).Select(block => block.Name)];
        Assert.Equal(shared, names.Contains("shared.stem.convolution"));
        Assert.Equal(!shared, names.Contains("search.stem.convolution"));
        Assert.Equal(!shared, names.Contains("evaluation.stem.convolution"));
        Assert.Equal(shared, names.Contains("momentum.search/shared.stem.convolution") && names.Contains("momentum.evaluation/shared.stem.convolution"));
        List<StepFigures> figures = TinyRun.Steps(trainer, 6);
        Assert.All(figures.Skip(4), step => Assert.NotNull(step.InteractiveLoss));
    }

    [Fact]
    public void The_evaluation_warm_up_learns_from_the_half_that_the_variant_names()
    {
        CdartsSettings valid = TinyRun.Settings;
        CdartsSettings train = valid with { Schedule = valid.Schedule with { EvaluationWarmupSplit = SplitHalf.Train } };
        using CdartsTrainer one = TinyRun.TrainerWith(valid, TinyRun.Only(3)), other = TinyRun.TrainerWith(train, TinyRun.Only(3));
        Assert.NotEqual(TinyRun.Steps(one, 1)[0].EvaluationLoss, TinyRun.Steps(other, 1)[0].EvaluationLoss);
    }
}
