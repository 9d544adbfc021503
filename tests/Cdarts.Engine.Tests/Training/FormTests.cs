using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Tests.Golden;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Training;

/// <summary>A joint step, and both kinds of warm-up step, give the same numbers in both forms, for all that presets set differently.</summary>
public class FormTests
{
    public static TheoryData<string> Variants() => ["cream", "nni", "wide", "imagenet", "imagenet-96", "resnet-128"];

    [Theory]
    [MemberData(nameof(Variants))]
    public void All_steps_are_the_same_in_both_forms(string variant)
    {
        CdartsSettings settings = Settings(variant);
        using DisposeScope scope = NewDisposeScope();
        using NetworkState straight = JointStepTests.State(With(settings, NetworkForm.Straight), Size(settings));
        using NetworkState fast = JointStepTests.State(With(settings, NetworkForm.Fast), Size(settings));
        foreach (Func<TrainingSteps, Batch, Batch, StepPlan, StepFigures> step in Steps())
        {
            StepFigures expected = Take(straight, settings, step), actual = Take(fast, settings, step);
            foreach ((double? one, double? other) in Values(expected).Zip(Values(actual)))
            {
                Assert.Equal(one is null, other is null);
                Assert.InRange(Math.Abs((one - other) ?? 0) / Math.Max(1, Math.Abs(one ?? 0)), 0, 1e-9);
            }

            // Gradients have been through clipping and weight decay, which scale and add alike.
            AssertNear(straight.Buffers.Gradients, fast.Buffers.Gradients);
            AssertNear(straight.Buffers.Values, fast.Buffers.Values);
            AssertNear(straight.Statistics.Save(), fast.Statistics.Save());
        }
    }

    /// <summary>What one form has written, the other goes on from, since names and layout are the same.</summary>
    [Fact]
    public void Both_forms_lay_out_the_same_names()
    {
        CdartsSettings settings = Settings("cream");
        using DisposeScope scope = NewDisposeScope();
        using NetworkState straight = JointStepTests.State(With(settings, NetworkForm.Straight)), fast = JointStepTests.State(With(settings, NetworkForm.Fast));
        Assert.Equal(straight.Buffers.Weights.Select(weight => weight.Name), fast.Buffers.Weights.Select(weight => weight.Name));
        Assert.Equal(straight.Norms.Select(norm => norm.Name), fast.Norms.Select(norm => norm.Name));
    }

    private static Func<TrainingSteps, Batch, Batch, StepPlan, StepFigures>[] Steps() =>
    [
        (steps, train, _, plan) => steps.SearchWarmup(train, plan),
        (steps, train, _, plan) => steps.EvaluationWarmup(train, plan),
        (steps, train, valid, plan) => steps.Joint(valid, train, plan),
    ];

    private static StepFigures Take(
        NetworkState state, CdartsSettings settings, Func<TrainingSteps, Batch, Batch, StepPlan, StepFigures> step)
    {
        int size = Size(settings);
        Batch train = new(SineFill.Input([2, 3, size, size]), tensor([3L, 1]), 2), valid = new(SineFill.Input([2, 3, size, size], 10), tensor([0L, 7]), 2);
        TrainingSteps steps = new(state, settings, new SingleCollective(), new TogetherExchange());
        return step(steps, train, valid, new StepPlan(Cursor.Start with { Phase = TrainingPhase.Joint }, 1e-3, 1e-3, .1, 2, Stop: false));
    }

    private static CdartsSettings With(CdartsSettings settings, NetworkForm form) => settings with { Network = settings.Network with { Form = form } };

    private static int Size(CdartsSettings settings) => settings.Network switch
    {
        { Stem: StemKind.Imagenet, Channels: 2 } => 224,
        { Stem: StemKind.Imagenet } => 96,
        { Stem: StemKind.Resnet } => 128,
        _ => 32,
    };

    private static CdartsSettings Settings(string variant)
    {
        CdartsSettings settings = (variant == "nni" ? CdartsSettings.Nni : new CdartsSettings()) with { Precision = Precision.Float64 };
        NetworkSettings network = settings.Network with { Channels = 4, SearchCells = 3, EvaluationCells = 5 };
        return settings with
        {
            Network = variant switch
            {
                "wide" => network with { Channels = 12, ShareModules = false, EdgeAggregation = EdgeAggregation.Sum, FixedHeads = false },
                "imagenet" => network with { Channels = 2, Stem = StemKind.Imagenet },
                "imagenet-96" => network with { Stem = StemKind.Imagenet, FixedHeads = false },
                "resnet-128" => network with { Stem = StemKind.Resnet, SearchCells = 4, FixedHeads = false },
                _ => network,
            },
        };
    }

    private static double?[] Values(StepFigures figures) =>
    [
        figures.SearchLoss, figures.EvaluationLoss, figures.InteractiveLoss, figures.RegulariserLoss, figures.WeightLoss, figures.SearchAccuracy,
        figures.EvaluationAccuracy, figures.SearchGradientNorm, figures.EvaluationGradientNorm,
    ];

    private static void AssertNear(Tensor expected, Tensor actual)
    {
        double scale = Math.Max(1, expected.abs().max().item<double>());
        Assert.InRange((expected - actual).abs().max().item<double>() / scale, 0, 1e-9);
    }
}
