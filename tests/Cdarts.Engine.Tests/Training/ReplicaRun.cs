using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Tests.Collectives;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Layouts;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Training;

/// <summary>What one of several replicas sees of a search.</summary>
/// <param name="Steps">Figures and alphas of every step.</param>
/// <param name="Topologies">Derived topologies.</param>
/// <param name="State">Everything at the end.</param>
internal sealed record ReplicaRun(IReadOnlyList<(Cursor Cursor, double[] Numbers)> Steps, IReadOnlyList<string> Topologies, CheckpointContent State)
{
    /// <summary>A batch of 4, of which three replicas take 1, 1 and 2.</summary>
    internal static CdartsSettings Settings(string variant, string form, int warmupEpochs = 1, int jointEpochs = 1, int cycles = 1, int steps = 2)
    {
        CdartsSettings settings = TinyRun.Shrink(variant == "nni" ? CdartsSettings.Nni : CdartsSettings.Cream);
        return settings with
        {
            SyncBatchNorm = true,
            Network = settings.Network with
            {
                Form = form == "straight" ? NetworkForm.Straight : NetworkForm.Fast,
                StackAnywhere = form == "stacked",
                Stacking = form == "stacked" ? StackingChoice.Grouped : StackingChoice.Auto,
            },
            Schedule = settings.Schedule with
            {
                SearchWarmupEpochs = warmupEpochs, EvaluationWarmupEpochs = warmupEpochs, JointEpochs = jointEpochs, Cycles = cycles, StepsPerEpoch = steps,
            },

            // Alphas that move slowly stay as far apart as they start.
            AlphaOptimizer = new() { LearningRate = .01 },
        };
    }

    /// <summary>Runs whole searches, one per rank, in one group.</summary>
    internal static ReplicaRun[] Of(CdartsSettings settings, int ranks)
    {
        ThreadGroup group = new(ranks);
        return ThreadGroup.Each(ranks, rank => Of(settings, ReplicaGroups.Together(group[rank])));
    }

    /// <summary>Runs a whole search as one of several replicas.</summary>
    internal static ReplicaRun Of(CdartsSettings settings, ReplicaGroups groups)
    {
        using CdartsTrainer trainer = Trainer(settings, groups);
        List<(Cursor, double[])> steps = [];
        string last = trainer.Search((cursor, figures) => steps.Add((cursor, [.. Numbers(figures), .. trainer.Alphas()]))).ToString();
        return new ReplicaRun(steps, [.. trainer.History.Select(topology => topology.GenotypeJson), last], TinyRun.State(trainer));
    }

    /// <summary>A trainer whose start alphas are 0.15 and more apart on every edge, in another order on each.</summary>
    internal static CdartsTrainer Trainer(CdartsSettings settings, ICollective group) => Trainer(settings, ReplicaGroups.Together(group));

    internal static CdartsTrainer Trainer(CdartsSettings settings, ReplicaGroups groups)
    {
        CdartsTrainer trainer = TinyRun.Trainer(settings, groups);
        using IDisposable noGrad = no_grad();
        Tensor alphas = trainer.State.Mutator.Alphas.Value;
        long rows = alphas.shape[0], candidates = alphas.shape[1];
        double[] values =
        [
            .. from row in Enumerable.Range(0, (int)rows)
               from candidate in Enumerable.Range(0, (int)candidates)
               select (.15 * (((5 * candidate) + (3 * row)) % candidates)) + (.03 * row),
        ];
        using Tensor start = tensor(values, [rows, candidates]);
        alphas.copy_(start);
        return trainer;
    }

    /// <summary>Asserts that two runs have the same numbers and topologies, up to rounding.</summary>
    internal static void AssertNear(ReplicaRun expected, ReplicaRun actual, double tolerance)
    {
        Assert.Equal(expected.Steps.Select(step => step.Cursor), actual.Steps.Select(step => step.Cursor));
        foreach (((Cursor cursor, double[] e), (_, double[] a)) in expected.Steps.Zip(actual.Steps))
        {
            Assert.True(Error(e, a) <= tolerance, $"{cursor}: off by {Error(e, a):G2}");
        }

        Assert.Equal(expected.Topologies, actual.Topologies);
    }

    /// <summary>Largest difference, relative to values above 1.</summary>
    internal static double Error(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        return expected.Zip(actual, (e, a) => e.Equals(a) ? 0 : Math.Abs(e - a) / Math.Max(1, Math.Abs(e))).Max();
    }

    private static IEnumerable<double> Numbers(StepFigures figures) => ((double?[])[
        figures.SearchLoss, figures.EvaluationLoss, figures.InteractiveLoss, figures.RegulariserLoss, figures.WeightLoss, figures.SearchAccuracy,
        figures.EvaluationAccuracy, figures.SearchGradientNorm, figures.EvaluationGradientNorm, figures.AlphaEntropy,
    ]).Select(value => value ?? -1);
}
