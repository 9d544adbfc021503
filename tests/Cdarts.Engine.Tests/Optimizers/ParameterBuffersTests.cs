using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Training;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Optimizers;

public class ParameterBuffersTests
{
    private static readonly Genotype A = TinyRun.Only(3), B = TinyRun.Only(6);

    [Theory]
    [InlineData(Precision.Float64, true)]
    [InlineData(Precision.Float32, false)]
    public void Weights_lie_in_the_order_of_their_groups_and_aligned(Precision precision, bool share)
    {
        CdartsSettings settings = TinyRun.Settings with { Precision = precision, Network = TinyRun.Settings.Network with { ShareModules = share } };
        using CdartsTrainer trainer = TinyRun.TrainerWith(settings, A);
        ParameterBuffers buffers = trainer.State.Buffers;
        WeightGroups groups = trainer.State.Groups;
        int size = precision == Precision.Float64 ? 8 : 4;
        FlatRange[] order = [buffers.SearchOnly, buffers.Shared, buffers.EvaluationOnly, buffers.Alphas, buffers.Tail];
        Assert.All(order.Zip(order.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
        Assert.Equal(buffers.Layout.Length, buffers.Tail.End);
        Assert.All(groups.Fixed, weight => Assert.True(buffers.Layout[weight.Name].End <= buffers.SearchOnly.Start));
        AssertIn(buffers.SearchOnly, groups.SearchOnly);
        AssertIn(buffers.Shared, groups.Shared);
        AssertIn(buffers.EvaluationOnly, groups.EvaluationOnly.Concat(groups.Candidates.Except(buffers.PooledWeights)));
        AssertIn(buffers.Alphas, groups.AlphasIfAny);
        Assert.Equal(buffers.Shared.Start, buffers.EvaluationGroup.Start);
        Assert.Equal(buffers.Shared.End, buffers.SearchGroup.End);
        Assert.True(buffers.PooledWeights.Count() > groups.Candidates.Count / 2);

        Assert.All(buffers.Weights, weight => Assert.Equal(0, buffers.Layout[weight.Name].Start * size % 64));
        Assert.All(buffers.PooledWeights, weight => Assert.Equal(0, buffers.PoolLayout[weight.Name].Start * size % 64));

        void AssertIn(FlatRange region, IEnumerable<Weight> weights)
        {
            FlatRange[] places = [.. weights.Select(weight => buffers.Layout[weight.Name])];
            Assert.Equal((region.Start, true), (places[0].Start, places[^1].End <= region.End && region.End - places[^1].End < 64 / size));
        }
    }

    [Fact]
    public void Padding_stays_zero_while_training()
    {
        CdartsSettings nni = TinyRun.Shrink(CdartsSettings.Nni);
        using CdartsTrainer trainer = TinyRun.TrainerWith(nni, A);
        TinyRun.Steps(trainer, 4);
        trainer.RebuildEvaluationNetwork(1, B);
        TinyRun.Steps(trainer, 4);

        using DisposeScope scope = NewDisposeScope();
        ParameterBuffers buffers = trainer.State.Buffers;
        Tensor padding = Padding(buffers.Layout, buffers.Weights), pool = Padding(buffers.PoolLayout, buffers.PooledWeights);
        Assert.True(padding.sum().item<double>() > 100 && pool.sum().item<double>() > 100);
        Assert.Equal(0, (buffers.Values.abs() * padding).sum().item<double>());
        Assert.Equal(0, (buffers.PoolValues.abs() * pool).sum().item<double>());
        Assert.Equal(0, (buffers.PoolMomentum.abs() * pool).sum().item<double>());
        Assert.Equal(0, (buffers.SearchMomentum.abs() * buffers.SearchGroup.Of(padding)).sum().item<double>());
        Assert.Equal(0, (buffers.EvaluationMomentum.abs() * buffers.EvaluationGroup.Of(padding)).sum().item<double>());
        Assert.True(buffers.PoolMomentum.abs().sum().item<double>() > 0);

        Tensor Padding(FlatLayout layout, IEnumerable<Weight> weights)
        {
            Tensor mask = ones(layout.Length, dtype: ScalarType.Float64);
            foreach (Weight weight in weights)
            {
                layout[weight.Name].Of(mask).zero_();
            }

            return mask;
        }
    }

    [Fact]
    public void Gradients_accumulate_in_the_flat_buffer()
    {
        using CdartsTrainer trainer = TinyRun.TrainerWith(TinyRun.Settings, A);
        ParameterBuffers buffers = trainer.State.Buffers;
        using DisposeScope scope = NewDisposeScope();
        buffers.Gradients.zero_();
        foreach (Weight weight in buffers.Weights.Except(trainer.State.Groups.Fixed))
        {
            Tensor loss = (weight.Value * 2).sum();
            loss.backward();
            loss = (weight.Value * 3).sum();
            loss.backward();
            Tensor flat = buffers.Layout[weight.Name].Of(buffers.Gradients);
            Assert.True(flat.eq(5).all().item<bool>(), weight.Name);
            buffers.Layout[weight.Name].Of(buffers.Values).add_(1);
            flat.fill_(7);
            Assert.True(weight.Value.grad!.eq(7).all().item<bool>(), weight.Name);
        }

        Assert.All(trainer.State.Groups.Fixed, weight => Assert.False(weight.Value.requires_grad));
        Assert.All(buffers.PooledWeights, weight => Assert.False(weight.Value.requires_grad));
    }

    [Fact]
    public void Rebuilds_keep_values_and_momentum_of_every_weight_by_name()
    {
        using CdartsTrainer trainer = TinyRun.TrainerWith(TinyRun.Settings, A);
        TinyRun.Steps(trainer, 4);
        Dictionary<string, double[]> first = Everything(trainer.State);
        Assert.Contains(first, pair => pair.Key.StartsWith("evaluation momentum of evaluation.cells.", StringComparison.Ordinal) && pair.Value.Any(value => value != 0));

        foreach (Genotype topology in (Genotype[])[B, A, TinyRun.Only(0), B, A])
        {
            trainer.State.Rebuild(topology);
            AssertEqual(first, Everything(trainer.State));
        }
    }

    [Fact]
    public void Operations_that_come_back_go_on_where_they_were()
    {
        using CdartsTrainer trainer = TinyRun.TrainerWith(TinyRun.Settings, A), straight = TinyRun.TrainerWith(TinyRun.Settings, A);
        TinyRun.Steps(trainer, 1);
        TinyRun.Steps(straight, 1);
        trainer.State.Rebuild(B);
        trainer.State.Rebuild(A);
        straight.State.Rebuild(A);
        Assert.Equal(TinyRun.Steps(straight, 2), TinyRun.Steps(trainer, 2));
        TinyRun.AssertSame(TinyRun.State(straight), TinyRun.State(trainer));
    }

    [Fact]
    public void Optimizer_state_is_reset_where_asked()
    {
        CdartsSettings settings = TinyRun.Settings with { Rebuild = new() { OptimizerState = OptimizerStateOnRebuild.Reset } };
        using CdartsTrainer trainer = TinyRun.TrainerWith(settings, A);
        TinyRun.Steps(trainer, 4);
        NetworkState state = trainer.State;
        Assert.NotEqual(0, state.AlphaSteps);
        trainer.RebuildEvaluationNetwork(1, B);
        Assert.Equal(0, state.AlphaSteps);
        using DisposeScope scope = NewDisposeScope();
        Tensor[] moments =
            [state.Buffers.SearchMomentum, state.Buffers.EvaluationMomentum, state.Buffers.PoolMomentum, state.AlphaFirstMoment, state.AlphaSecondMoment];
        Assert.All(moments, moment => Assert.Equal(0, moment.abs().sum().item<double>()));
        TinyRun.Steps(trainer, 3);
        Assert.Equal(1, state.AlphaSteps);
    }

    private static void AssertEqual(Dictionary<string, double[]> expected, Dictionary<string, double[]> actual)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        Assert.All(expected, pair => Assert.Equal(pair.Value, actual[pair.Key]));
    }

    private static Dictionary<string, double[]> Everything(NetworkState state)
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, double[]> all = [];
        void Add(string name, Tensor? value)
        {
            if (value is not null)
            {
                all.Add(name, value.detach().contiguous().data<double>().ToArray());
            }
        }

        foreach (Weight weight in state.Groups.All)
        {
            Add(weight.Name, weight.Value);
            Add("search momentum of " + weight.Name, state.Buffers.SearchMomentumOf(weight));
            Add("evaluation momentum of " + weight.Name, state.Buffers.EvaluationMomentumOf(weight));
        }

        return all;
    }
}
