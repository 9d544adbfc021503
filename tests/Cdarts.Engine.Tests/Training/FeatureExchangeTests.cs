using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Training;

/// <summary>The joint step's two halves against the joint loss computed in one graph.</summary>
public class FeatureExchangeTests
{
    private const double Lambda = 2;

    [Theory]
    [InlineData(InteractiveLoss.Kl, true)]
    [InlineData(InteractiveLoss.SmoothL1, true)]
    [InlineData(InteractiveLoss.Cosine, true)]
    [InlineData(InteractiveLoss.Mse, true)]
    [InlineData(InteractiveLoss.Kl, false)]
    public void Gradients_of_the_halves_add_up_to_those_of_the_whole_loss(InteractiveLoss kind, bool share)
    {
        LossSettings loss = new() { Interactive = kind, LossAlpha = 1.5 };
        CdartsSettings settings = TinyRun.Settings with { Loss = loss, Network = TinyRun.Settings.Network with { FixedHeads = false, ShareModules = share } };
        using DisposeScope scope = NewDisposeScope();
        using CdartsTrainer trainer = TinyRun.TrainerWith(settings, TinyRun.Only(4));
        Batch batch = TinyRun.RandomBatch(1);
        Tensor halves = Halves(trainer.State, loss, batch), whole = Whole(trainer.State, loss, batch);
        Assert.True(whole.norm().item<double>() > 1);
        Assert.True(Difference(halves, whole) < 1e-12, $"{Difference(halves, whole):E2}");
    }

    [Fact]
    public void A_detached_teacher_learns_from_its_own_classification_alone()
    {
        LossSettings loss = new() { DetachTeacher = true, LossAlpha = 1.5 };
        using DisposeScope scope = NewDisposeScope();
        using CdartsTrainer trainer = TinyRun.TrainerWith(TinyRun.Settings with { Loss = loss }, TinyRun.Only(4));
        NetworkState state = trainer.State;
        Batch batch = TinyRun.RandomBatch(1);
        FlatRange own = state.Buffers.EvaluationOnly;

        Halves(state, loss, batch);
        Tensor detached = own.Of(state.Buffers.Gradients).clone();
        Halves(state, loss with { DetachTeacher = false }, batch);
        Tensor taught = own.Of(state.Buffers.Gradients).clone();
        Update update = new(state.Buffers, state.Statistics, new SingleCollective(), state.Buffers.EvaluationGroup, 1);
        new EvaluationHalf(state, loss).LearnAlone(new BatchPart(batch, 0, 1, 1), update);
        Tensor alone = own.Of(state.Buffers.Gradients) / 1.5;

        Assert.True(Difference(detached, alone) < 1e-12, $"{Difference(detached, alone):E2}");
        Assert.True(Difference(taught, alone) > 1e-6);
    }

    [Fact]
    public void Taken_logits_are_values_and_are_taken_once()
    {
        using DisposeScope scope = NewDisposeScope();
        TogetherExchange exchange = new();
        Tensor given = (ones(3, requires_grad: true) * 2).alias();
        exchange.Give(NetworkSide.Search, given, 0);
        Tensor taken = exchange.Take(NetworkSide.Evaluation);
        Assert.False(taken.requires_grad);
        Assert.Equal([2f, 2, 2], taken.data<float>().ToArray());
        Assert.Throws<InvalidOperationException>(() => exchange.Take(NetworkSide.Evaluation));
        Assert.Contains("Evaluation", Assert.Throws<InvalidOperationException>(() => exchange.Take(NetworkSide.Search)).Message);
    }

    [Fact]
    public void A_first_update_in_float32_agrees_with_float64()
    {
        using DisposeScope scope = NewDisposeScope();
        (StepFigures wide, double[] wideAlphas, double wideNorm) = FirstJointStep(Precision.Float64);
        (StepFigures narrow, double[] narrowAlphas, double narrowNorm) = FirstJointStep(Precision.Float32);
        double?[] expected = [wide.SearchLoss, wide.EvaluationLoss, wide.InteractiveLoss, wide.RegulariserLoss, wide.EvaluationGradientNorm, wideNorm];
        double?[] actual = [narrow.SearchLoss, narrow.EvaluationLoss, narrow.InteractiveLoss, narrow.RegulariserLoss, narrow.EvaluationGradientNorm, narrowNorm];
        foreach ((double? one, double? other) in expected.Zip(actual))
        {
            Assert.Equal(one!.Value, other!.Value, 2e-4 * Math.Abs(one.Value));
        }

        // Adam's first step is the learning rate, 0.3, times g / (|g| + eps): where a gradient is near eps, its rounding shows.
        Assert.All(wideAlphas.Zip(narrowAlphas), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    private static (StepFigures Figures, double[] Alphas, double Norm) FirstJointStep(Precision precision)
    {
        CdartsSettings settings = TinyRun.Settings with
        {
            Precision = precision,
            Schedule = TinyRun.Settings.Schedule with { EvaluationWarmupEpochs = 0 },
        };
        using CdartsTrainer trainer = TinyRun.TrainerWith(settings, TinyRun.Only(4));
        StepFigures figures = TinyRun.Steps(trainer, 1)[0];
        using Tensor values = trainer.State.Buffers.EvaluationOnly.Of(trainer.State.Buffers.Values);
        return (figures, trainer.Alphas(), values.to(ScalarType.Float64).norm().item<double>());
    }

    private static Tensor Halves(NetworkState state, LossSettings loss, Batch batch)
    {
        FlatRange learning = state.Buffers.EvaluationGroup.To(state.Buffers.Alphas);
        Update update = new(state.Buffers, state.Statistics, new SingleCollective(), learning, 1);
        SearchHalf search = new(state, loss);
        EvaluationHalf evaluation = new(state, loss);
        TogetherExchange exchange = new();
        BatchPart whole = new(batch, 0, 1, 1);
        exchange.Give(NetworkSide.Search, search.Forward(whole, update), 0);
        exchange.Give(NetworkSide.Evaluation, evaluation.Forward(whole, update), 0);
        search.Backward(whole, exchange.Take(NetworkSide.Search), Lambda, update);
        evaluation.Backward(whole, exchange.Take(NetworkSide.Evaluation), update);
        return learning.Of(state.Buffers.Gradients).clone();
    }

    private static Tensor Whole(NetworkState state, LossSettings loss, Batch batch)
    {
        state.Buffers.Gradients.zero_();
        ArchitectureWeights weights = state.Mutator.Sample();
        double[] members = [.. from row in Enumerable.Range(0, 28) from o in Enumerable.Range(0, 8) select state.Mutator.IsRegularised(row, o) ? 1.0 : 0];
        Tensor regulariser = (state.Mutator.Alphas.Value.abs() * tensor(members, [28, 8])).sum();
        (Tensor logits, Tensor? ensemble) = state.Search.Forward(batch.Images, weights, ForwardPass.Search, withEnsemble: true);
        (Tensor teacher, Tensor? teacherEnsemble) = state.Evaluation.Forward(batch.Images, ForwardPass.Evaluation, withEnsemble: true);
        Tensor total = ((Losses.Classification(logits, batch.Labels) + Losses.Classification(teacher, batch.Labels)) / loss.LossAlpha)
            + (Losses.Interactive(loss.Interactive, ensemble!, teacherEnsemble!, loss.Temperature) * loss.LossAlpha)
            + (regulariser * Lambda);
        total.backward();
        return state.Buffers.EvaluationGroup.To(state.Buffers.Alphas).Of(state.Buffers.Gradients).clone();
    }

    private static double Difference(Tensor actual, Tensor expected) =>
        (actual - expected).abs().max().item<double>() / expected.abs().max().item<double>();
}
