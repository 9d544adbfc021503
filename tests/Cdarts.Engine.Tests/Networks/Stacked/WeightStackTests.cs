using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Tests.Training;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks.Stacked;

public class WeightStackTests
{
    [Fact]
    public void Without_buffers_the_gradient_flows_back_to_each_weight()
    {
        using DisposeScope scope = NewDisposeScope();
        WeightStack stack = new([new Weight("a", ones(2, 3)), new Weight("b", full([2, 3], 2.0))]);
        (stack.Value * arange(4, dtype: ScalarType.Float32).view(4, 1)).sum().backward();

        Assert.Equal([4, 3], stack.Shape);
        Assert.Equal([0, 0, 0, 1, 1, 1], stack.Weights[0].Value.grad!.data<float>().ToArray());
        Assert.Equal([2, 2, 2, 3, 3, 3], stack.Weights[1].Value.grad!.data<float>().ToArray());
    }

    [Fact]
    public void In_buffers_it_is_one_leaf_over_the_weights_and_their_gradients()
    {
        using DisposeScope scope = NewDisposeScope();
        using CdartsTrainer trainer = TinyRun.Trainer(StackedRun.Settings);
        ParameterBuffers buffers = trainer.State.Buffers;
        WeightStack[] stacks = [.. buffers.Weights.Select(weight => weight.Stack).OfType<WeightStack>().Distinct()];

        // Three cells of 5 states with 12 convolutions, and the two halves of the skip connections from both inputs of two reduction cells.
        Assert.Equal((3 * 5 * 12) + (2 * 2 * 2), stacks.Length);
        foreach (WeightStack stack in stacks)
        {
            Assert.True(stack.Value.is_leaf);
            Assert.Equal(cat([.. stack.Weights.Select(weight => weight.Value.detach())]), stack.Value.detach());
        }

        using (no_grad())
        {
            buffers.Values.add_(1);
        }

        WeightStack last = stacks[^1];
        Assert.Equal(cat([.. last.Weights.Select(weight => weight.Value.detach())]), last.Value.detach());
        (last.Value * 3).sum().backward();
        Assert.All(last.Weights, weight => Assert.Equal(weight.Count * 3, weight.Value.grad!.sum().item<double>()));
        Assert.Equal(last.Weights.Sum(weight => weight.Count) * 3, buffers.Gradients.sum().item<double>());

        buffers.LearnSearchOnly(false);
        Assert.False(last.Value.requires_grad);
        buffers.LearnSearchOnly(true);
        Assert.True(last.Value.requires_grad);
    }
}
