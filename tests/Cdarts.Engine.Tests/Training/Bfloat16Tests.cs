using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using Cdarts.Engine.Native;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Tests.Training.Retraining;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Retraining;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Training;

/// <summary>Convolutions in bfloat16 with all that is kept in float32, in the two forms that LibTorch computes, against float32.</summary>
public class Bfloat16Tests
{
    [Theory]
    [InlineData("straight")]
    [InlineData("stacked")]
    public void A_joint_step_is_that_of_float32_within_the_digits_of_bfloat16(string form)
    {
        using DisposeScope scope = NewDisposeScope();
        CdartsSettings narrow = Settings(form), wide = narrow with { Precision = Precision.Float32 };
        using CdartsTrainer narrowTrainer = TinyRun.TrainerWith(narrow, TinyRun.Only(3)), wideTrainer = TinyRun.TrainerWith(wide, TinyRun.Only(3));
        NetworkState actual = narrowTrainer.State, expected = wideTrainer.State;
        StepFigures one = Joint(actual, narrow), other = Joint(expected, wide);
        Assert.NotEqual(other.SearchLoss, one.SearchLoss);
        foreach ((double? a, double? e) in new[] { (one.SearchLoss, other.SearchLoss), (one.EvaluationLoss, other.EvaluationLoss), (one.WeightLoss, other.WeightLoss) })
        {
            Assert.Equal(e!.Value, a!.Value, 2e-2 * e.Value);
        }

        Assert.InRange(Cosine(actual.Buffers.SearchGroup.Of(actual.Buffers.Gradients), expected.Buffers.SearchGroup.Of(expected.Buffers.Gradients)), .97, 1.001);
        Assert.InRange(Cosine(actual.AlphaFirstMoment, expected.AlphaFirstMoment), .97, 1.001);
        using Tensor actualStatistics = actual.Statistics.Save(), expectedStatistics = expected.Statistics.Save();
        Assert.InRange(Cosine(actualStatistics, expectedStatistics), .9999, 1.001);
    }

    /// <summary>An update far below what bfloat16 tells apart is not lost.</summary>
    [Fact]
    public void What_is_kept_is_float32()
    {
        using DisposeScope scope = NewDisposeScope();
        CdartsSettings settings = Settings("straight");
        using NetworkState state = JointStepTests.State(settings);
        Tensor[] kept = [state.Buffers.Values, state.Buffers.Gradients, state.Buffers.SearchMomentum, state.AlphaFirstMoment, state.Statistics.Save()];
        Assert.All(kept, tensor => Assert.Equal(ScalarType.Float32, tensor.dtype));
        (Tensor logits, Tensor? ensemble) = state.Search.Forward(Pictures(1), state.Mutator.Sample(), ForwardPass.Search, withEnsemble: true);
        Assert.Equal((ScalarType.Float32, ScalarType.Float32), (logits.dtype, ensemble!.dtype));

        Tensor before = state.Buffers.Values.clone();
        Joint(state, settings, rate: 1e-6);
        Tensor moved = (state.Buffers.Values - before).abs();
        Tensor weights = before.narrow(0, 0, state.Buffers.Alphas.Start).abs(), steps = moved.narrow(0, 0, state.Buffers.Alphas.Start);
        Assert.True((steps.gt(0) & steps.lt(weights / 512)).sum().item<long>() > 1000);
    }

    [Fact]
    public void Convolutions_and_operations_compute_in_bfloat16()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(1);
        Declarations declare = new("test", generator, ScalarType.Float32, CPU, compute: ScalarType.BFloat16);
        Tensor x = declare.Uniform([2, 4, 8, 8]);
        for (int primitive = 3; primitive < 7; primitive++)
        {
            var operation = Cdarts.Engine.Spaces.DartsSpace.Instance.CreateOperation(declare.Child($"{primitive}"), primitive, 4, 1, affine: true);
            Assert.Equal(ScalarType.BFloat16, operation.Forward(x, ForwardPass.Inference).dtype);
        }
    }

    [Theory]
    [InlineData("straight")]
    [InlineData("stacked")]
    public void Searches_repeat_bit_for_bit_with_batch_norm_of_their_own_and_over_all_replicas(string form)
    {
        CdartsSettings settings = ReplicaRun.Settings("cream", form, steps: 1) with { Precision = Precision.Bfloat16 };
        ReplicaRun[] first = ReplicaRun.Of(settings, 2), second = ReplicaRun.Of(settings, 2);
        TinyRun.AssertSame(first[0].State, first[1].State);
        TinyRun.AssertSame(first[0].State, second[0].State);
        ReplicaRun alone = ReplicaRun.Of(settings, 1)[0];
        Assert.InRange(ReplicaRun.Error(alone.Steps[0].Numbers, first[0].Steps[0].Numbers), 0, 5e-2);
        Assert.All(alone.Steps, step => Assert.All(step.Numbers, number => Assert.True(double.IsFinite(number))));
    }

    [Fact]
    public void A_retraining_goes_the_way_of_float32()
    {
        RetrainSettings settings = TinyRetrain.Settings with { Precision = Precision.Bfloat16, Network = TinyRetrain.Settings.Network with { Form = NetworkForm.Straight } };
        double[] narrow = Losses(settings), wide = Losses(settings with { Precision = Precision.Float32 });
        Assert.Equal(wide.Length, narrow.Length);
        Assert.NotEqual(wide[0], narrow[0]);
        Assert.Equal(wide[0], narrow[0], 2e-2 * wide[0]);
        Assert.All(narrow, loss => Assert.True(double.IsFinite(loss)));
    }

    /// <summary>The kernels of the fast form are float32's and float64's.</summary>
    [Fact]
    public void On_the_cpu_the_fast_form_is_the_straight_one()
    {
        using DisposeScope scope = NewDisposeScope();
        CdartsSettings fast = Settings("straight") with { Network = Settings("straight").Network with { Form = NetworkForm.Fast } };
        using NetworkState one = JointStepTests.State(fast), other = JointStepTests.State(Settings("straight"));
        Assert.Equal(Joint(other, Settings("straight")), Joint(one, fast));
    }

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.Float64)]
    [InlineData(Precision.Bfloat16)]
    public void It_is_refused_where_the_self_test_fails_in_it(Precision precision)
    {
        SelfTestResult passed = new(false, 3, 1, 1, 1e-3, true), other = new(true, 3, 1, 1, 1, false), failed = new(false, 5, 2, 1, .93, false);
        GradientSelfTest.RequireFor(precision, CPU, [passed, other]);
        Assert.Equal(
            $"precision is {precision.ToString().ToLowerInvariant()}, but LibTorch computes wrong gradients in it on cpu (depthwise 5x5 dilation 1 stride 2, contiguous: relative error 9E-001): use float32.",
            Assert.Throws<CdartsException>(() => GradientSelfTest.RequireFor(precision, CPU, [passed, other, failed])).Message);
        if (precision != Precision.Bfloat16 || GradientSelfTest.AllowsBFloat16(CPU))
        {
            GradientSelfTest.Require(CPU, precision);
        }
    }

    private static double[] Losses(RetrainSettings settings)
    {
        using Retrainer retrainer = TinyRetrain.Retrainer(settings);
        List<double> losses = [];
        while (!retrainer.IsCompleted)
        {
            losses.Add(retrainer.RunStep().Loss);
            if (retrainer.IsMeasureDue)
            {
                losses.Add(retrainer.Measure().Loss);
            }
        }

        return [.. losses];
    }

    private static CdartsSettings Settings(string form) => new()
    {
        Precision = Precision.Bfloat16,
        Data = new() { BatchSize = 4 },
        Schedule = new() { StepsPerEpoch = 2 },
        Network = new()
        {
            Channels = 8, SearchCells = 3, EvaluationCells = 3, FixedHeads = false, Form = form == "stacked" ? NetworkForm.Fast : NetworkForm.Straight,
            StackAnywhere = form == "stacked", Stacking = form == "stacked" ? StackingChoice.Multiplier : StackingChoice.Auto,
        },
    };

    private static StepFigures Joint(NetworkState state, CdartsSettings settings, double rate = 1e-3)
    {
        TrainingSteps steps = new(state, settings, new SingleCollective(), new TogetherExchange());
        Batch Of(int seed) => new(Pictures(seed), tensor([0L, 1, 2, 2, 1, 0, 0, 2]), 8);
        return steps.Joint(Of(1), Of(2), new StepPlan(Cursor.Start with { Phase = TrainingPhase.Joint }, rate, rate, .1, 8, Stop: false));
    }

    private static Tensor Pictures(int seed)
    {
        using Generator generator = new((ulong)seed);
        return randn([8, 3, 32, 32], dtype: ScalarType.Float32, generator: generator);
    }

    private static double Cosine(Tensor one, Tensor other) => nn.functional.cosine_similarity(one.view(1, -1), other.view(1, -1)).item<float>();
}
