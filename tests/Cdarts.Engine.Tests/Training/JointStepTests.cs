using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Tests.Golden;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Training;

/// <summary>Four joint steps of the specification's section 10.4, in float64.</summary>
public class JointStepTests
{
    private static readonly CdartsSettings Settings = new()
    {
        Precision = Precision.Float64,
        Network = new() { Channels = 4, StemMultiplier = 3, SearchCells = 8, EvaluationCells = 20, FixedHeads = true },
        Loss = new() { Interactive = InteractiveLoss.Kl },
        SearchOptimizer = new() { LearningRate = .05, WeightDecay = 3e-4 },
        EvaluationOptimizer = new() { LearningRate = .05, WeightDecay = 3e-4 },
    };

    [Theory]
    [InlineData(NetworkForm.Straight)]
    [InlineData(NetworkForm.Fast)]
    public void Mean_variant_follows_the_printed_trajectory(NetworkForm form)
    {
        CdartsSettings settings = Settings with { Network = Settings.Network with { Form = form } };
        using DisposeScope scope = NewDisposeScope();
        double[][] printed =
        [
            [2.31782356, 3.26124538, .0016412137, .79830815, 1333.5231, 2.28276548, 12.538474, .0619795138],
            [2.30971682, 2.15041406, .0009469805, .79722815, 279.2717, 2.30839415, 8.073636, .0619951938],
            [2.32277635, 2.53807958, .0018607025, .79607858, 318.4523, 2.30239864, 4.768462, .0619921901],
            [2.31439055, 3.04048440, .0011497754, .79490008, 495.7556, 2.31781902, 6.335813, .0619969010],
        ];
        double[] halfPrintedDigit = [5e-9, 5e-9, 5e-11, 5e-9, 5e-5, 5e-9, 5e-7, 5e-11];
        using NetworkState state = State(settings);
        TrainingSteps steps = new(state, settings, new SingleCollective(), new TogetherExchange());
        for (int k = 0; k < printed.Length; k++)
        {
            StepFigures figures = Step(steps, k);
            double alpha = state.Mutator.ToArray()[(27 * 8) + 7];
            double[] actual =
            [
                figures.SearchLoss!.Value, figures.EvaluationLoss!.Value, figures.InteractiveLoss!.Value, figures.RegulariserLoss!.Value,
                figures.EvaluationGradientNorm!.Value, figures.WeightLoss!.Value, figures.SearchGradientNorm!.Value, alpha,
            ];
            for (int i = 0; i < actual.Length; i++)
            {
                // Later steps amplify rounding through clipping and batch norm.
                double tolerance = k == 0 ? halfPrintedDigit[i] + 1e-8 : 1e-5 * Math.Max(1, printed[k][i]);
                Assert.True(
                    Math.Abs(actual[i] - printed[k][i]) <= tolerance,
                    $"step {k}, figure {i}: {actual[i]:G10} where {printed[k][i]:G10} is printed");
            }
        }
    }

    [Fact]
    public void Sum_variant_gives_the_printed_first_step()
    {
        using DisposeScope scope = NewDisposeScope();
        CdartsSettings sum = Settings with { Network = Settings.Network with { EdgeAggregation = EdgeAggregation.Sum } };
        using NetworkState state = State(sum);
        StepFigures figures = Step(new TrainingSteps(state, sum, new SingleCollective(), new TogetherExchange()), 0);
        Assert.Equal(2.53048517, figures.SearchLoss!.Value, 8);
        Assert.Equal(3.26124538, figures.EvaluationLoss!.Value, 8);
        Assert.Equal(.0014968328, figures.InteractiveLoss!.Value, 9);
        Assert.Equal(1313.4759, figures.EvaluationGradientNorm!.Value, 1e-4);
        Assert.Equal(2.48291701, figures.WeightLoss!.Value, 8);
        Assert.Equal(40.122894, figures.SearchGradientNorm!.Value, 1e-6);
    }

    internal static NetworkState State(CdartsSettings settings, int imageSize = 32)
    {
        CdartsNetworks networks = CdartsNetworks.Build(settings.Network, 10, imageSize, 0, settings.Precision);
        SineFill.Weights(networks.Search.Weights.Union(networks.Evaluation.Weights));
        using (no_grad())
        {
            networks.Search.EnsembleWeight.Value.copy_(tensor([.1, .2, .3]));
            networks.Alphas.Value.copy_(tensor(PrintedCase.Alphas(), [28, 8]));
        }

        RegularizedMutatorParallel mutator = new(networks.Alphas, settings.Regulariser, new SingleCollective());
        NetworkState state = new(networks.Search, networks.Evaluation, mutator, settings);
        state.Rebuild(mutator.SampleFinal());
        return state;
    }

    private static StepFigures Step(TrainingSteps steps, int k)
    {
        Batch train = new(SineFill.Input([4, 3, 32, 32], k), Labels(k), 4);
        Batch valid = new(SineFill.Input([4, 3, 32, 32], 10 + k), Labels(k + 1), 4);
        return steps.Joint(valid, train, new StepPlan(Cursor.Start with { Phase = TrainingPhase.Joint }, .05, .05, .05, 4, Stop: false));
    }

    private static Tensor Labels(int shift) => tensor([.. Enumerable.Range(0, 4).Select(i => (shift + (3L * i)) % 10)], dtype: ScalarType.Int64);
}
