using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Tests.Networks.Fused;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Retraining;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Tests.Training.Retraining;

public class RetrainerTests
{
    private static readonly RetrainSettings Settings = TinyRetrain.Settings;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Both_forms_take_the_same_steps(bool dropPath, bool nni)
    {
        RetrainSettings settings = nni
            ? Settings with { Network = Settings.Network with { Affine = false, DropPathIdentity = true, StemMultiplier = 1 }, LabelSmoothing = .1 }
            : Settings;
        using Retrainer straight = TinyRetrain.Retrainer(With(settings, NetworkForm.Straight)), fast = TinyRetrain.Retrainer(With(settings, NetworkForm.Fast));
        if (dropPath)
        {
            straight.ResumeAt(new RetrainCursor(1, 0));
            fast.ResumeAt(new RetrainCursor(1, 0));
        }

        for (int step = 0; step < 3; step++)
        {
            RetrainStepFigures expected = straight.RunStep(), actual = fast.RunStep();
            Assert.Equal(expected.Loss, actual.Loss, 1e-9);
            Assert.Equal(expected.AuxiliaryLoss!.Value, actual.AuxiliaryLoss!.Value, 1e-9);
            Assert.Equal(expected.GradientNorm, actual.GradientNorm, 1e-8 * expected.GradientNorm);
            Assert.Equal(expected.Accuracy, actual.Accuracy);
        }

        Dictionary<string, double[]> straightState = TinyRetrain.State(straight), fastState = TinyRetrain.State(fast);
        Assert.Equal(straightState.Keys, fastState.Keys);
        Assert.All(straightState, pair => Assert.InRange(CellRun.Error(fastState[pair.Key], pair.Value), 0, 1e-8));
    }

    [Fact]
    public void An_interrupted_run_is_the_uninterrupted_one_bit_for_bit()
    {
        using Retrainer whole = TinyRetrain.Retrainer(Settings);
        List<RetrainStepFigures> expected = [];
        while (!whole.IsCompleted)
        {
            whole.RunEpoch((_, figures) => expected.Add(figures));
        }

        List<RetrainStepFigures> actual = [];
        Retrainer part = TinyRetrain.Retrainer(Settings);
        while (!part.IsCompleted)
        {
            actual.Add(part.RunStep());
            Retrainer next = TinyRetrain.Restore(part, Settings);
            part.Dispose();
            part = next;
        }

        Assert.Equal(6, expected.Count);
        Assert.Equal(expected, actual);
        AssertSame(TinyRetrain.State(whole), TinyRetrain.State(part));
        Assert.Equal(whole.Evaluate(), part.Evaluate());
        part.Dispose();
    }

    [Fact]
    public void Another_seed_gives_another_run()
    {
        using Retrainer one = TinyRetrain.Retrainer(Settings), same = TinyRetrain.Retrainer(Settings), other = TinyRetrain.Retrainer(Settings with { Seed = 4 });
        RetrainStepFigures first = one.RunStep();
        Assert.Equal(first, same.RunStep());
        Assert.NotEqual(first, other.RunStep());
    }

    /// <summary>Two steps written out with LibTorch's autograd: loss, clipping, weight decay, momentum, running statistics.</summary>
    [Fact]
    public void A_step_is_momentum_sgd_on_the_published_loss()
    {
        RetrainSettings settings = With(Settings, NetworkForm.Straight) with { Optimizer = new() { LearningRate = .1, WeightDecay = .01, ClipNorm = .5 } };
        using DisposeScope scope = NewDisposeScope();
        using Retrainer retrainer = TinyRetrain.Retrainer(settings);
        retrainer.ResumeAt(new RetrainCursor(1, 0));
        TrainTestSets sets = TinyRun.Sets();
        RetrainNetwork network = RetrainNetwork.Build(settings.Network, TinyRetrain.Genotype, 3, 32, settings.Seed, Precision.Float64);
        using RetrainData data = new(sets, settings, CPU, new SingleCollective());
        Dictionary<Weight, Tensor> momentum = [];
        for (int step = 0; step < 2; step++)
        {
            Batch batch = data.Train(1, step);
            DropPath drop = new(1.0 / 3, settings.Seed, 1, data.Samples(1, step), network.KeptEdges);
            (Tensor logits, Tensor? auxiliary) = network.Forward(batch.Images, ForwardPass.Evaluation, drop, withAuxiliary: true);
            Tensor loss = F.cross_entropy(logits, batch.Labels), ofAuxiliary = F.cross_entropy(auxiliary!, batch.Labels);
            IList<Tensor> gradients = autograd.grad([loss + (.4 * ofAuxiliary)], [.. network.Weights.Select(weight => weight.Value)]);
            double norm = Math.Sqrt(gradients.Sum(gradient => gradient.square().sum().item<double>()));
            Assert.True(norm > .5);
            using (no_grad())
            {
                foreach ((Weight weight, Tensor gradient) in network.Weights.Zip(gradients))
                {
                    Tensor g = (gradient * (.5 / (norm + 1e-6))) + (.01 * weight.Value);
                    momentum[weight] = momentum.TryGetValue(weight, out Tensor? old) ? (.9 * old) + g : g;
                    weight.Value.sub_(.1 * momentum[weight]);
                }
            }

            RetrainStepFigures figures = retrainer.RunStep();
            Assert.Equal(loss.item<double>(), figures.Loss, 1e-10);
            Assert.Equal(ofAuxiliary.item<double>(), figures.AuxiliaryLoss!.Value, 1e-10);
            Assert.Equal(norm, figures.GradientNorm, 1e-9);
        }

        Dictionary<string, double[]> state = TinyRetrain.State(retrainer);
        Assert.All(network.Weights, weight => Assert.InRange(
            CellRun.Error(state[weight.Name], weight.Value.detach().contiguous().data<double>().ToArray()), 0, 1e-9));
    }

    [Fact]
    public void Running_statistics_move_once_per_step()
    {
        using Retrainer retrainer = TinyRetrain.Retrainer(Settings);
        Dictionary<string, double[]> before = TinyRetrain.State(retrainer);
        retrainer.RunStep();
        Dictionary<string, double[]> after = TinyRetrain.State(retrainer);
        string[] statistics = [.. before.Keys.Where(name => name.Contains(".running_", StringComparison.Ordinal))];
        Assert.NotEmpty(statistics);
        Assert.All(statistics, name => Assert.NotEqual(before[name], after[name]));
        Assert.Contains("retrain.auxiliary.expand_norm.running_var", statistics);
    }

    [Fact]
    public void Without_a_weight_the_auxiliary_classifier_does_not_run()
    {
        using Retrainer retrainer = TinyRetrain.Retrainer(Settings with { AuxiliaryWeight = 0, Optimizer = Settings.Optimizer with { WeightDecay = 0 } });
        Dictionary<string, double[]> before = TinyRetrain.State(retrainer);
        Assert.Null(retrainer.RunStep().AuxiliaryLoss);
        Dictionary<string, double[]> after = TinyRetrain.State(retrainer);
        Assert.All(
            before.Where(pair => pair.Key.Contains(".auxiliary.", StringComparison.Ordinal)), pair => Assert.Equal(pair.Value, after[pair.Key]));
        Assert.NotEqual(before["retrain.classifier.weight"], after["retrain.classifier.weight"]);
    }

    [Fact]
    public void A_loss_that_is_not_finite_changes_nothing()
    {
        using Retrainer retrainer = TinyRetrain.Retrainer(Settings, TinyRun.Sets(new Normalisation([.5, .5, .5], [1e-310, 1e-310, 1e-310])));
        Dictionary<string, double[]> before = TinyRetrain.State(retrainer);
        NonFiniteLossException failure = Assert.Throws<NonFiniteLossException>(() => retrainer.RunEpoch());
        Assert.Equal(("training loss", default(RetrainCursor)), (failure.Quantity, retrainer.Next));
        Assert.StartsWith("The training loss is not finite at epoch 1 step 1;", failure.Message);
        AssertSame(before, TinyRetrain.State(retrainer));
    }

    [Fact]
    public void An_epoch_ends_after_the_step_that_was_asked_to_stop_and_goes_on_from_there()
    {
        using Retrainer retrainer = TinyRetrain.Retrainer(Settings);
        List<RetrainCursor> steps = [];
        bool ended = retrainer.RunEpoch((cursor, _) =>
        {
            steps.Add(cursor);
            retrainer.RequestStop();
        });
        Assert.False(ended);
        Assert.Equal(new RetrainCursor(0, 2), retrainer.Next);
        Assert.True(retrainer.RunEpoch((cursor, _) => steps.Add(cursor)));
        Assert.Equal([new(0, 0), new(0, 1), new(0, 2)], steps);
        Assert.Equal(new RetrainCursor(1, 0), retrainer.Next);
        retrainer.RunEpoch();
        Assert.True(retrainer.IsCompleted && retrainer.RunEpoch());
        Assert.Throws<InvalidOperationException>(() => retrainer.RunStep());
        Assert.Throws<ArgumentOutOfRangeException>(() => retrainer.ResumeAt(new RetrainCursor(0, 3)));
    }

    [Fact]
    public void Every_test_picture_counts_once_and_evaluating_changes_nothing()
    {
        using Retrainer retrainer = TinyRetrain.Retrainer(Settings), ten = TinyRetrain.Retrainer(
            Settings with { Data = Settings.Data with { BatchSize = 10 }, StepsPerEpoch = 2 });
        Dictionary<string, double[]> before = TinyRetrain.State(retrainer);
        EvaluationFigures figures = retrainer.Evaluate(), whole = ten.Evaluate();
        Assert.Equal((TinyRun.TestPictures, 1.0), (figures.Pictures, figures.Top5));
        Assert.Equal((whole.Top1, whole.Pictures), (figures.Top1, figures.Pictures));
        Assert.Equal(whole.Loss, figures.Loss, 12);
        AssertSame(before, TinyRetrain.State(retrainer));
    }

    [Fact]
    public void The_size_rule_is_in_effect()
    {
        using Retrainer retrainer = TinyRetrain.Retrainer(Settings with { SizeRule = true, Optimizer = Settings.Optimizer with { WeightDecay = .5 } });
        Assert.Equal((3e-4, .2), (retrainer.Effective.Optimizer.WeightDecay, retrainer.Effective.DropPath));
    }

    [Fact]
    public void Steps_and_evaluations_leave_no_tensor()
    {
        RetrainSettings settings = Settings with { Epochs = 20 };
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using Retrainer retrainer = TinyRetrain.Retrainer(settings);
        long tensors = 0;
        for (int epoch = 0; epoch < settings.Epochs; epoch++)
        {
            retrainer.RunEpoch();
            retrainer.Evaluate();
            tensors = epoch == 2 ? Tensor.TotalCount : tensors;
        }

        Assert.Equal(tensors, Tensor.TotalCount);
    }

    private static RetrainSettings With(RetrainSettings settings, NetworkForm form) => settings with { Network = settings.Network with { Form = form } };

    private static void AssertSame(Dictionary<string, double[]> expected, Dictionary<string, double[]> actual)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        Assert.All(expected, pair => Assert.Equal(pair.Value, actual[pair.Key]));
    }
}
