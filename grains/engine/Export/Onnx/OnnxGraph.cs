using System.Globalization;
using System.Runtime.InteropServices;
using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Export.Onnx;

/// <summary>
/// Collects the nodes and initialisers of an ONNX graph. A node has one output, whose name is the node's; names are unique and say what made them.
/// </summary>
internal sealed class OnnxGraph
{
    private const string Batch = "batch";

    private readonly List<ProtobufMessage> _nodes = [];
    private readonly List<ProtobufMessage> _initialisers = [];
    private readonly HashSet<string> _constants = [];
    private readonly Dictionary<string, int> _counts = [];

    /// <summary>Adds a node.</summary>
    /// <param name="operator">Name of the operator.</param>
    /// <param name="inputs">Names of its inputs.</param>
    /// <param name="attributes">Attributes.</param>
    /// <returns>Name of its output.</returns>
    internal string Node(string @operator, IReadOnlyList<string> inputs, params ProtobufMessage[] attributes)
    {
        int count = _counts[@operator] = _counts.GetValueOrDefault(@operator) + 1;
        string name = string.Create(CultureInfo.InvariantCulture, $"{@operator}_{count}");
        Add(name, @operator, inputs, attributes);
        return name;
    }

    /// <summary>Adds a node whose output is an output of the graph.</summary>
    internal void Output(string name, string @operator, IReadOnlyList<string> inputs, params ProtobufMessage[] attributes) =>
        Add(name, @operator, inputs, attributes);

    /// <summary>Adds a weight.</summary>
    /// <returns>Its name.</returns>
    internal string Weight(Weight weight) => Tensor(weight.Name, weight.Value);

    /// <summary>Adds a tensor, as float32.</summary>
    /// <returns>Its name.</returns>
    internal string Tensor(string name, Tensor value)
    {
        using Tensor elements = value.detach().to(ScalarType.Float32).cpu().contiguous();
        _initialisers.Add(OnnxMessages.Reals(name, elements.shape, elements.bytes.ToArray()));
        return name;
    }

    /// <summary>A list of equal reals, one initialiser for all who ask for it.</summary>
    /// <returns>Its name.</returns>
    internal string Constant(float value, int count)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"constant.{value}.{count}");
        if (_constants.Add(name))
        {
            float[] elements = new float[count];
            Array.Fill(elements, value);
            _initialisers.Add(OnnxMessages.Reals(name, [count], MemoryMarshal.AsBytes(elements.AsSpan()).ToArray()));
        }

        return name;
    }

    /// <summary>A list of whole numbers, one initialiser for all who ask for it.</summary>
    /// <returns>Its name.</returns>
    internal string Numbers(params long[] values)
    {
        string name = $"numbers.{string.Join('.', values)}";
        if (_constants.Add(name))
        {
            _initialisers.Add(OnnxMessages.Numbers(name, values));
        }

        return name;
    }

    /// <summary>The graph's message (GraphProto).</summary>
    /// <param name="name">Name of the graph.</param>
    /// <param name="input">Name and extents, behind the batch's, of its input.</param>
    /// <param name="output">Name and extents, behind the batch's, of its output.</param>
    internal ProtobufMessage ToMessage(string name, (string Name, long[] Extents) input, (string Name, long[] Extents) output)
    {
        ProtobufMessage graph = new();
        _nodes.ForEach(node => graph.Message(1, node));
        graph.Text(2, name);
        _initialisers.ForEach(initialiser => graph.Message(5, initialiser));
        return graph
            .Message(11, OnnxMessages.Value(input.Name, Batch, input.Extents))
            .Message(12, OnnxMessages.Value(output.Name, Batch, output.Extents));
    }

    private void Add(string name, string @operator, IReadOnlyList<string> inputs, ProtobufMessage[] attributes) =>
        _nodes.Add(OnnxMessages.Node(name, @operator, inputs, name, attributes));
}
