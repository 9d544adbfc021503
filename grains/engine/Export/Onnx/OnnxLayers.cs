using Cdarts.Engine.Networks.Layers;

namespace Cdarts.Engine.Export.Onnx;

/// <summary>Writes layers as ONNX nodes; each method takes names of inputs and gives the name of the output.</summary>
internal static class OnnxLayers
{
    internal static string Relu(this OnnxGraph graph, string x) => graph.Node("Relu", [x]);

    internal static string Add(this OnnxGraph graph, string a, string b) => graph.Node("Add", [a, b]);

    /// <summary>Along the channels.</summary>
    internal static string Concat(this OnnxGraph graph, IReadOnlyList<string> parts) =>
        graph.Node("Concat", parts, OnnxMessages.Attribute("axis", 1L));

    internal static string Convolution(this OnnxGraph graph, Convolution layer, string x) =>
        graph.Convolution(layer.Weight, x, layer.Stride, layer.Padding, dilation: 1, groups: 1);

    /// <summary>With its ReLU.</summary>
    internal static string Depthwise(this OnnxGraph graph, RectifiedDepthwise layer, string x) =>
        graph.Convolution(layer.Weight, graph.Relu(x), layer.Stride, layer.Padding, layer.Dilation, groups: layer.Weight.Shape[0]);

    /// <summary>By the running statistics. A norm without scale and shift gets ones and zeros, since the operator wants both.</summary>
    internal static string Norm(this OnnxGraph graph, BatchNorm layer, string x) => graph.Node(
        "BatchNormalization",
        [
            x,
            layer.Scale is null ? graph.Constant(1, layer.Channels) : graph.Weight(layer.Scale),
            layer.Shift is null ? graph.Constant(0, layer.Channels) : graph.Weight(layer.Shift),
            graph.Tensor(layer.Name + ".running_mean", layer.Mean),
            graph.Tensor(layer.Name + ".running_var", layer.Variance),
        ],
        OnnxMessages.Attribute("epsilon", (float)BatchNorm.Epsilon));

    /// <summary>3x3, padding 1; padding does not count in the average.</summary>
    internal static string Pool(this OnnxGraph graph, bool maximum, int stride, string x)
    {
        ProtobufMessage kernel = OnnxMessages.Attribute("kernel_shape", 3, 3);
        ProtobufMessage strides = OnnxMessages.Attribute("strides", stride, stride), pads = OnnxMessages.Attribute("pads", 1, 1, 1, 1);
        return maximum
            ? graph.Node("MaxPool", [x], kernel, strides, pads)
            : graph.Node("AveragePool", [x], kernel, strides, pads, OnnxMessages.Attribute("count_include_pad", 0L));
    }

    /// <summary>Average over 2x2, stride 2.</summary>
    internal static string AverageHalf(this OnnxGraph graph, string x) =>
        graph.Node("AveragePool", [x], OnnxMessages.Attribute("kernel_shape", 2, 2), OnnxMessages.Attribute("strides", 2, 2));

    /// <summary>Without the first row and column.</summary>
    internal static string DropFirst(this OnnxGraph graph, string x) =>
        graph.Node("Slice", [x, graph.Numbers(1, 1), graph.Numbers(int.MaxValue, int.MaxValue), graph.Numbers(2, 3)]);

    private static string Convolution(this OnnxGraph graph, Weight weight, string x, long stride, long padding, long dilation, long groups) =>
        graph.Node(
            "Conv",
            [x, graph.Weight(weight)],
            OnnxMessages.Attribute("kernel_shape", weight.Shape[2], weight.Shape[3]),
            OnnxMessages.Attribute("strides", stride, stride),
            OnnxMessages.Attribute("pads", padding, padding, padding, padding),
            OnnxMessages.Attribute("dilations", dilation, dilation),
            OnnxMessages.Attribute("group", groups));
}
