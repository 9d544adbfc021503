namespace Cdarts.Engine.Export.Onnx;

/// <summary>
/// The messages of an ONNX file that an inference network needs. Names and field numbers are those of the format's own schema (<c>onnx.proto3</c>); what
/// the file does not need is left out.
/// </summary>
internal static class OnnxMessages
{
    /// <summary>The first file version whose operator sets reach 17.</summary>
    private const int IrVersion = 8;

    /// <summary>Version of the default operator set.</summary>
    private const int OperatorSet = 17;

    private const int FloatElement = 1;
    private const int Int64Element = 7;

    /// <summary>ModelProto: the whole file.</summary>
    internal static ProtobufMessage Model(ProtobufMessage graph, string producer, string version, IReadOnlyDictionary<string, string> metadata)
    {
        ProtobufMessage model = new ProtobufMessage()
            .Number(1, IrVersion).Text(2, producer).Text(3, version)
            .Message(7, graph)
            .Message(8, new ProtobufMessage().Text(1, "").Number(2, OperatorSet));
        foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            model.Message(14, new ProtobufMessage().Text(1, key).Text(2, value));
        }

        return model;
    }

    /// <summary>NodeProto.</summary>
    internal static ProtobufMessage Node(
        string name, string @operator, IEnumerable<string> inputs, string output, IEnumerable<ProtobufMessage> attributes)
    {
        ProtobufMessage node = new ProtobufMessage().Texts(1, inputs).Text(2, output).Text(3, name).Text(4, @operator);
        foreach (ProtobufMessage attribute in attributes)
        {
            node.Message(5, attribute);
        }

        return node;
    }

    /// <summary>AttributeProto of one real number.</summary>
    internal static ProtobufMessage Attribute(string name, float value) => new ProtobufMessage().Text(1, name).Real(2, value).Number(20, 1);

    /// <summary>AttributeProto of one whole number.</summary>
    internal static ProtobufMessage Attribute(string name, long value) => new ProtobufMessage().Text(1, name).Number(3, value).Number(20, 2);

    /// <summary>AttributeProto of whole numbers.</summary>
    internal static ProtobufMessage Attribute(string name, params long[] values) =>
        new ProtobufMessage().Text(1, name).Numbers(8, values).Number(20, 7);

    /// <summary>TensorProto of float32 elements, given as little-endian bytes.</summary>
    internal static ProtobufMessage Reals(string name, IReadOnlyList<long> shape, ReadOnlyMemory<byte> elements) =>
        new ProtobufMessage().Numbers(1, shape).Number(2, FloatElement).Text(8, name).Data(9, elements);

    /// <summary>TensorProto of a list of int64 elements.</summary>
    internal static ProtobufMessage Numbers(string name, IReadOnlyList<long> elements) =>
        new ProtobufMessage().Numbers(1, [elements.Count]).Number(2, Int64Element).Numbers(7, elements).Text(8, name);

    /// <summary>ValueInfoProto of a float32 tensor whose first extent is the batch's.</summary>
    internal static ProtobufMessage Value(string name, string batch, params long[] others)
    {
        ProtobufMessage shape = new ProtobufMessage().Message(1, new ProtobufMessage().Text(2, batch));
        foreach (long extent in others)
        {
            shape.Message(1, new ProtobufMessage().Number(1, extent));
        }

        ProtobufMessage tensor = new ProtobufMessage().Number(1, FloatElement).Message(2, shape);
        return new ProtobufMessage().Text(1, name).Message(2, new ProtobufMessage().Message(1, tensor));
    }
}
