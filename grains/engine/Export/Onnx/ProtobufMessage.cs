using Google.Protobuf;

namespace Cdarts.Engine.Export.Onnx;

/// <summary>A protobuf message in the making: fields by their numbers, in the order of the calls. Takes a message in once it is complete.</summary>
internal sealed class ProtobufMessage
{
    private readonly MemoryStream _bytes = new();
    private readonly CodedOutputStream _writer;

    internal ProtobufMessage() => _writer = new CodedOutputStream(_bytes, leaveOpen: true);

    internal ProtobufMessage Number(int field, long value)
    {
        _writer.WriteTag(field, WireFormat.WireType.Varint);
        _writer.WriteInt64(value);
        return this;
    }

    internal ProtobufMessage Real(int field, float value)
    {
        _writer.WriteTag(field, WireFormat.WireType.Fixed32);
        _writer.WriteFloat(value);
        return this;
    }

    internal ProtobufMessage Text(int field, string value)
    {
        _writer.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _writer.WriteString(value);
        return this;
    }

    internal ProtobufMessage Texts(int field, IEnumerable<string> values)
    {
        foreach (string value in values)
        {
            Text(field, value);
        }

        return this;
    }

    /// <summary>A repeated number in packed form.</summary>
    internal ProtobufMessage Numbers(int field, IReadOnlyList<long> values)
    {
        _writer.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _writer.WriteLength(values.Sum(CodedOutputStream.ComputeInt64Size));
        foreach (long value in values)
        {
            _writer.WriteInt64(value);
        }

        return this;
    }

    internal ProtobufMessage Data(int field, ReadOnlyMemory<byte> value)
    {
        _writer.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _writer.WriteBytes(UnsafeByteOperations.UnsafeWrap(value));
        return this;
    }

    internal ProtobufMessage Message(int field, ProtobufMessage value) => Data(field, value.ToMemory());

    /// <summary>The message's bytes so far.</summary>
    internal ReadOnlyMemory<byte> ToMemory()
    {
        _writer.Flush();
        return _bytes.GetBuffer().AsMemory(0, (int)_bytes.Length);
    }
}
