using System.Collections.Concurrent;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Tests.Collectives;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Layouts;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Engine.Tests.Training.Layouts;

/// <summary>The split layout trains the networks of the together layout.</summary>
public class SplitLayoutTests
{
    /// <summary>The first ten updates of each phase, and the topologies of two cycles.</summary>
    [Theory]
    [InlineData("cream", 1, 1)]
    [InlineData("cream", 2, 1)]
    [InlineData("cream", 1, 2)]
    [InlineData("apart", 1, 1)]
    [InlineData("apart", 2, 1)]
    [InlineData("apart", 1, 2)]
    public void It_has_the_numbers_and_topologies_of_the_together_layout(string variant, int search, int evaluation)
    {
        // A joint step has two updates.
        CdartsSettings settings = Settings(variant, warmupEpochs: 5, jointEpochs: 3, cycles: 2);
        ReplicaRun together = ReplicaRun.Of(settings, 1)[0];
        Assert.Equal(2 * (10 + 6) + 10, together.Steps.Count);
        Assert.Distinct(together.Topologies.Take(2));
        AssertTrainsThatOf(together, settings, search, evaluation);
    }

    /// <summary>Slices of the two sides that overlap in parts, and modules of both networks that all learn.</summary>
    [Theory]
    [InlineData("cream", 3, 2)]
    [InlineData("nni", 1, 1)]
    [InlineData("nni", 2, 3)]
    [InlineData("ensemble", 1, 2)]
    public void So_it_does_in_other_ratios_and_variants(string variant, int search, int evaluation)
    {
        CdartsSettings settings = Settings(variant, cycles: 2);
        AssertTrainsThatOf(ReplicaRun.Of(settings, 1)[0], settings, search, evaluation);
    }

    /// <summary>Search weight steps beside the evaluation warm-up: the deviation has the same numbers in both layouts too.</summary>
    [Theory]
    [InlineData("cream", 1, 1)]
    [InlineData("nni", 2, 1)]
    [InlineData("apart", 1, 2)]
    [InlineData("ensemble", 2, 3)]
    public void Search_steps_during_the_evaluation_warm_up_are_those_of_the_together_layout(string variant, int search, int evaluation)
    {
        CdartsSettings settings = Settings(variant, cycles: 2);
        settings = settings with { Layout = Layout.Split, Split = new() { EvaluationWarmup = WarmupUse.SearchSteps } };
        ReplicaRun together = ReplicaRun.Of(settings, 1)[0], waits = ReplicaRun.Of(settings with { Layout = Layout.Together }, 1)[0];
        AssertTrainsThatOf(together, settings, search, evaluation);
        (double[] with, double[] without) = (together.Steps[2].Numbers, waits.Steps[2].Numbers);
        Assert.Equal(TrainingPhase.EvaluationWarmup, together.Steps[2].Cursor.Phase);
        Assert.Equal((-1.0, -1.0), (without[4], without[7]));
        Assert.True(with[4] > 0 && with[7] > 0);

        // Evaluation loss and gradient norm, accuracies and alphas of the first step do not know of it yet.
        Assert.Equal(without.Where((_, i) => i is not (4 or 7)), with.Where((_, i) => i is not (4 or 7)));
        Assert.NotEqual(waits.Steps[4].Numbers[0], together.Steps[4].Numbers[0]);
    }

    /// <summary>Both sides cut the batch so that parts are of the same pictures as those of two replicas together.</summary>
    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    public void Slices_in_parts_are_those_of_the_together_layout(int search, int evaluation)
    {
        CdartsSettings settings = Settings("cream");
        settings = settings with
        {
            Data = settings.Data with { BatchSize = 8, DeviceBatch = 2 },
            Schedule = settings.Schedule with { SearchWarmupEpochs = 0, EvaluationWarmupEpochs = 0, StepsPerEpoch = 1 },
        };
        ReplicaRun[] together = ReplicaRun.Of(settings, 2);
        (ReplicaRun[] searches, ReplicaRun[] evaluations) = SplitGroup.Run(search, evaluation, groups => ReplicaRun.Of(settings, groups));
        double[] First(ReplicaRun run) => [.. run.Steps[0].Numbers.Index().Where(number => search == 2 || !OfSecondUpdate(number.Index)).Select(number => number.Item)];
        Assert.InRange(ReplicaRun.Error(First(together[0]), First(searches[0])), 0, 1e-9);
        Assert.All(searches.Concat(evaluations), run => Assert.Equal(searches[0].Steps[0].Numbers, run.Steps[0].Numbers));
    }

    [Fact]
    public void Held_out_figures_are_those_of_the_together_layout_on_all_replicas()
    {
        CdartsSettings settings = Settings("cream", steps: 1);
        HeldOutFigures Figures(ReplicaGroups groups)
        {
            using CdartsTrainer trainer = ReplicaRun.Trainer(settings, groups);
            trainer.Search();
            return trainer.EvaluateHeldOut()!;
        }

        HeldOutFigures alone = Figures(ReplicaGroups.Together(new SingleCollective()));
        (HeldOutFigures[] search, HeldOutFigures[] evaluation) = SplitGroup.Run(1, 2, Figures);
        Assert.All(search.Concat(evaluation), figures => Assert.Equal(search[0], figures));
        Assert.Equal(alone.Loss, search[0].Loss, 1e-9);
        Assert.Equal((alone.Accuracy, alone.Pictures), (search[0].Accuracy, search[0].Pictures));
    }

    /// <summary>Replicas of the search network wait for the whole test set, which may take longer than any step.</summary>
    [Fact]
    public void Whoever_does_not_measure_waits_without_a_steps_deadline()
    {
        CdartsSettings settings = Settings("cream", cycles: 1);
        ConcurrentBag<TimeSpan> deadlines = [];
        (TimeSpan[] search, _) = SplitGroup.Run(
            1,
            1,
            groups =>
            {
                using CdartsTrainer trainer = ReplicaRun.Trainer(settings, groups);
                trainer.Search();
                deadlines.Clear();
                groups.World.Barrier();
                trainer.EvaluateHeldOut();
                return groups.World.DataDeadline;
            },
            world => new NotesDeadlines(world, deadlines));
        Assert.All(deadlines, deadline => Assert.True(deadline >= TimeSpan.FromHours(1)));
        Assert.Equal(2, deadlines.Count);
        Assert.True(search[0] < TimeSpan.FromHours(1));
    }

    [Fact]
    public void A_replica_asks_all_to_stop_and_all_stop_after_the_same_step()
    {
        CdartsSettings settings = Settings("cream");
        (Cursor[] search, Cursor[] evaluation) = SplitGroup.Run(2, 1, groups =>
        {
            using CdartsTrainer trainer = ReplicaRun.Trainer(settings, groups);
            if (groups.Role == ReplicaRole.Evaluation)
            {
                trainer.RequestStop();
            }

            trainer.Search();
            return trainer.Next;
        });
        Assert.All(search.Concat(evaluation), next => Assert.Equal(new Cursor(0, TrainingPhase.SearchWarmup, 0, 1, 0), next));
    }

    /// <summary>Hours beside which no real wait shows.</summary>
    [Fact]
    public void All_replicas_know_what_each_side_waited()
    {
        CdartsSettings settings = Settings("apart", steps: 1);
        SideFigures[] Sides(ReplicaGroups groups)
        {
            using CdartsTrainer trainer = ReplicaRun.Trainer(settings, groups);
            List<SideFigures> sides = [];
            groups.Times.Add(TimeSpan.FromHours(groups.Role == ReplicaRole.Search ? 5 : 1 + (2 * groups.Own.Rank)));
            trainer.Search((_, figures) => sides.Add(figures.Sides!));
            return [.. sides];
        }

        (SideFigures[][] search, SideFigures[][] evaluation) = SplitGroup.Run(1, 2, Sides);
        SideFigures[] sides = search[0];
        Assert.All(search.Concat(evaluation), found => Assert.Equal(sides, found));
        Assert.Equal((5, 2), (Math.Round(sides[0].SearchWait.TotalHours), Math.Round(sides[0].EvaluationWait.TotalHours)));
        Assert.All(sides[1..], later => Assert.InRange(later.SearchWait.TotalHours + later.EvaluationWait.TotalHours, 1e-12, .5));
        Assert.Equal([null, null, true], sides.Select(side => side.Exchange is { } exchange ? exchange > TimeSpan.Zero : (bool?)null));
    }

    [Fact]
    public void A_replica_keeps_what_its_role_needs_and_no_more()
    {
        CdartsSettings settings = Settings("cream");
        string[] Names(ReplicaGroups groups)
        {
            using CdartsTrainer trainer = TinyRun.Trainer(settings, groups);
            Assert.All(
                trainer.State.Search.Weights.Union(trainer.State.Evaluation.Weights).Except(trainer.State.Groups.All),
                weight => Assert.True(weight.Value.IsInvalid));
            return [.. TinyRun.Blocks(TinyRun.State(trainer)).Select(block => block.Name)];
        }

        string[] together = Names(ReplicaGroups.Together(new SingleCollective()));
        (string[][] search, string[][] evaluation) = SplitGroup.Run(1, 1, Names);
        bool Of(string name, string network) => name.Contains(network + ".cells.", StringComparison.Ordinal) || name.Contains(network + ".classifier.", StringComparison.Ordinal);
        Assert.Equal(together.Where(name => !Of(name, "evaluation")).Order(), search[0].Order());
        Assert.Equal(together.Where(name => !Of(name, "search")).Order(), evaluation[0].Order());
        Assert.True(search[0].Length < together.Length && evaluation[0].Length < together.Length);
    }

    [Fact]
    public void A_strategy_without_an_evaluation_network_cannot_be_split()
    {
        CdartsSettings settings = Settings("cream") with { Strategy = SearchStrategy.Darts };
        SplitGroup.Run(1, 1, groups =>
        {
            Assert.Contains("nothing to split", Assert.Throws<CdartsException>(() => TinyRun.Trainer(settings, groups)).Message, StringComparison.Ordinal);
            return 0;
        });
    }

    /// <summary>Losses, norms and alphas of the first cycle, all topologies, weights, moments and statistics at the end of it; and all replicas equal in what they share.</summary>
    private static void AssertTrainsThatOf(ReplicaRun together, CdartsSettings settings, int search, int evaluation)
    {
        (ReplicaRun[] searches, ReplicaRun[] evaluations) = SplitGroup.Run(search, evaluation, groups => ReplicaRun.Of(settings, groups));
        foreach (ReplicaRun run in searches.Concat(evaluations))
        {
            ReplicaRun.AssertNear(FirstCycle(together), FirstCycle(run), 1e-9);
            Assert.Equal(together.Topologies, run.Topologies);
            Assert.Equal(searches[0].Steps.SelectMany(step => step.Numbers), run.Steps.SelectMany(step => step.Numbers));
        }

        Assert.All(searches, run => TinyRun.AssertSame(searches[0].State, run.State));
        Assert.All(evaluations, run => TinyRun.AssertSame(evaluations[0].State, run.State));
        Dictionary<string, TensorBlock> ofSearch = TinyRun.Blocks(searches[0].State).ToDictionary(block => block.Name);
        TensorBlock[] both = [.. TinyRun.Blocks(evaluations[0].State).Where(block => ofSearch.ContainsKey(block.Name))];
        Assert.Contains(both, block => block.Name == "alphas");
        Assert.All(both, block => Assert.True(block.Data.Span.SequenceEqual(ofSearch[block.Name].Data.Span), block.Name));
        Assert.Equal(
            TinyRun.Blocks(together.State).Select(block => block.Name).Order(),
            ofSearch.Keys.Union(TinyRun.Blocks(evaluations[0].State).Select(block => block.Name)).Order());
    }

    private static CdartsSettings Settings(string variant, int warmupEpochs = 1, int jointEpochs = 1, int cycles = 1, int steps = 2)
    {
        CdartsSettings settings = ReplicaRun.Settings(variant is "apart" or "nni" ? "nni" : "cream", "fast", warmupEpochs, jointEpochs, cycles, steps);
        return settings with
        {
            Split = new() { CheckInterval = 2 },
            Network = settings.Network with
            {
                ShareModules = variant is "cream" or "nni",
                Ensemble = variant is "apart" or "nni" ? EnsembleKind.PerNetwork : settings.Network.Ensemble,
            },
        };
    }

    /// <summary>Loss on the training batch, gradient norm of the search network, and what follows from them in the next step.</summary>
    private static bool OfSecondUpdate(int number) => number is 4 or 7;

    private static ReplicaRun FirstCycle(ReplicaRun run) => run with { Steps = [.. run.Steps.Where(step => step.Cursor.Cycle == 0)] };

    private sealed class NotesDeadlines(ICollective group, ConcurrentBag<TimeSpan> deadlines) : PassingCollective(group)
    {
        public override IReadOnlyList<byte[]> AllGather(byte[] block)
        {
            deadlines.Add(DataDeadline);
            return base.AllGather(block);
        }
    }
}
