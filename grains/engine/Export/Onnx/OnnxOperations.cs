using Cdarts.Engine.Networks.Operations;

namespace Cdarts.Engine.Export.Onnx;

/// <summary>Writes the operations of edges as ONNX nodes.</summary>
internal static class OnnxOperations
{
    /// <summary>Writes an operation on a value; an identity writes nothing.</summary>
    /// <returns>Name of the result.</returns>
    internal static string Operation(this OnnxGraph graph, Operation operation, string x) => operation switch
    {
        Identity => x,
        Pooling pooling => graph.Pool(pooling.IsMaximum, pooling.Stride, x),
        PointwiseConvolution pointwise => graph.Norm(pointwise.Norm, graph.Convolution(pointwise.Pointwise, graph.Relu(x))),
        DilatedConvolution dilated => graph.Dilated(dilated, x),
        SeparableConvolution separable => graph.Dilated(separable.Second, graph.Dilated(separable.First, x)),
        PlainConvolution plain => graph.Norm(plain.Norm, graph.Convolution(plain.Convolution, graph.Relu(x))),
        ResidualBlock block => graph.Add(
            graph.Operation(block.Second, graph.Operation(block.First, x)), graph.Convolution(block.Shortcut, graph.AverageHalf(x))),
        FactorizedReduce reduce => graph.Reduce(reduce, graph.Relu(x)),
        _ => throw new CdartsException($"There is no ONNX form of {operation.GetType().Name}, an operation of a search space of your own: export safetensors instead."),
    };

    private static string Dilated(this OnnxGraph graph, DilatedConvolution operation, string x) =>
        graph.Norm(operation.Norm, graph.Convolution(operation.Pointwise, graph.Depthwise(operation.Depthwise, x)));

    private static string Reduce(this OnnxGraph graph, FactorizedReduce operation, string active) => graph.Norm(
        operation.Norm,
        graph.Concat([graph.Convolution(operation.Even, active), graph.Convolution(operation.Odd, graph.DropFirst(active))]));
}
