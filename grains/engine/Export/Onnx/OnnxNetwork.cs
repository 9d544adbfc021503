using Cdarts.Engine.Networks;

namespace Cdarts.Engine.Export.Onnx;

/// <summary>Writes an inference network as an ONNX graph.</summary>
internal static class OnnxNetwork
{
    internal const string Input = "images";
    internal const string Output = "logits";

    /// <summary>Adds all of a network, from its input to its output.</summary>
    internal static void Write(OnnxGraph graph, InferenceNetwork network)
    {
        (string beforePrevious, string previous) = Stem(graph, network.Stem);
        foreach (InferenceStage stage in network.Stages)
        {
            (beforePrevious, previous) = (previous, stage switch
            {
                InferenceBlock block => graph.Operation(block.Operation, previous),
                InferenceCell cell => Cell(graph, cell, beforePrevious, previous),
                _ => throw new InvalidOperationException($"There is no ONNX form of {stage.GetType().Name}."),
            });
        }

        string means = graph.Node("Flatten", [graph.Node("GlobalAveragePool", [previous])]);
        graph.Output(
            Output,
            "Gemm",
            [means, graph.Weight(network.Classifier.Weight), graph.Weight(network.Classifier.Bias)],
            OnnxMessages.Attribute("transB", 1L));
    }

    private static (string First, string Second) Stem(OnnxGraph graph, Stem stem)
    {
        switch (stem)
        {
            case CifarStem cifar:
                string output = graph.Norm(cifar.Norm, graph.Convolution(cifar.Convolution, Input));
                return (output, output);
            case ImagenetStem imagenet:
                string half = Step(0, Input), quarter = Step(1, graph.Relu(half));
                return (quarter, Step(2, graph.Relu(quarter)));
                string Step(int index, string x) => graph.Norm(imagenet.Norms[index], graph.Convolution(imagenet.Convolutions[index], x));
            case ResnetStem resnet:
                string pooled = graph.Pool(maximum: true, stride: 2, graph.Relu(graph.Norm(resnet.Norm, graph.Convolution(resnet.Convolution, Input))));
                return (pooled, pooled);
            default:
                throw new InvalidOperationException($"There is no ONNX form of {stem.GetType().Name}.");
        }
    }

    private static string Cell(OnnxGraph graph, InferenceCell cell, string beforePrevious, string previous)
    {
        string[] inputs = cell.Inputs.Count == 2 ? [beforePrevious, previous] : [previous];
        List<string> states = [.. cell.Inputs.Zip(inputs, graph.Operation)];
        foreach (IReadOnlyList<InferenceEdge> edges in cell.Nodes)
        {
            states.Add(edges.Count > 0
                ? edges.Select(edge => graph.Operation(edge.Operation, states[edge.Source])).Aggregate(graph.Add)
                : graph.Node("Mul", [states[0], graph.Constant(0, 1)]));
        }

        return cell.Output.Count == 1 ? states[cell.Output[0]] : graph.Concat([.. cell.Output.Select(state => states[state])]);
    }
}
