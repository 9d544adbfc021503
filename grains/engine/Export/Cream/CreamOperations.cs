using Cdarts.Engine.Networks.Operations;

namespace Cdarts.Engine.Export.Cream;

/// <summary>Names of the tensors of operations, as Cream's <c>lib/models/ops.py</c> has them.</summary>
internal static class CreamOperations
{
    /// <summary>Adds the tensors of an operation whose module has the given name.</summary>
    internal static void Operation(this StateDict state, string name, Operation operation)
    {
        switch (operation)
        {
            case Identity or Pooling:
                break;
            case PointwiseConvolution pointwise: // StdConv: ReLU, convolution, norm
                state.Weight($"{name}.net.1.weight", pointwise.Pointwise.Weight);
                state.Norm($"{name}.net.2", pointwise.Norm);
                break;
            case DilatedConvolution dilated: // DilConv: ReLU, depthwise, pointwise, norm
                state.Weight($"{name}.net.1.weight", dilated.Depthwise.Weight);
                state.Weight($"{name}.net.2.weight", dilated.Pointwise.Weight);
                state.Norm($"{name}.net.3", dilated.Norm);
                break;
            case SeparableConvolution separable: // SepConv: two of them
                state.Operation($"{name}.net.0", separable.First);
                state.Operation($"{name}.net.1", separable.Second);
                break;
            case FactorizedReduce reduce:
                state.Weight($"{name}.conv1.weight", reduce.Even.Weight);
                state.Weight($"{name}.conv2.weight", reduce.Odd.Weight);
                state.Norm($"{name}.bn", reduce.Norm);
                break;
            default:
                throw new InvalidOperationException($"Cream has no module for {operation.GetType().Name}.");
        }
    }
}
