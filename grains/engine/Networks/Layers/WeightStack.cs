using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Layers;

/// <summary>
/// Weights of one shape that are used as one tensor, one behind another along their first dimension. <see cref="Optimizers.ParameterBuffers"/> lays
/// them side by side, so that the stack is a view and its gradient arrives where the weights' gradients are; without buffers they are concatenated
/// in each pass.
/// </summary>
internal sealed class WeightStack
{
    private Tensor? _value;

    internal WeightStack(IReadOnlyList<Weight> weights)
    {
        Weights = weights;
        foreach (Weight weight in weights)
        {
            weight.Stack = this;
        }
    }

    internal IReadOnlyList<Weight> Weights { get; }

    /// <summary>[n first, ...].</summary>
    internal long[] Shape => [Weights.Count * Weights[0].Shape[0], .. Weights[0].Shape.Skip(1)];

    internal Tensor Value => _value ?? cat([.. Weights.Select(weight => weight.Value)], 0);

    /// <summary>Takes the views of the flat buffers that hold the weights and their gradients; see <see cref="Weight.Bind"/>.</summary>
    internal void Bind(Tensor storage, Tensor gradient)
    {
        _value?.Dispose();
        _value = storage.detach().requires_grad_().DetachFromDisposeScope();
        _value.grad = gradient;
    }

    internal void Learn(bool learns) => _value?.requires_grad = learns;
}
