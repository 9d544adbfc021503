using System.Buffers.Binary;

namespace Cdarts.Engine.Checkpoints;

/// <summary>
/// Reads and writes the safetensors format: 8 bytes with the header's length, a JSON header padded with spaces to a multiple of 8, then the tensors'
/// bytes without gaps. Reading is strict: a file that breaks any rule of the format is refused, and nothing is allocated beyond the file's own size.
/// </summary>
public static class SafetensorsFile
{
    /// <summary>Longest header, in bytes: the format's own limit.</summary>
    public const int MaxHeaderBytes = 100_000_000;

    internal const int LengthBytes = 8;

    /// <summary>Writes tensors, wider element types first so that every tensor is aligned to its element; otherwise in the order given.</summary>
    /// <param name="stream">Written from its current position; need not seek; not flushed.</param>
    /// <param name="blocks">Tensors.</param>
    /// <param name="metadata">Free text by key, or null.</param>
    /// <exception cref="ArgumentException">Two blocks have one name, or a block's data does not fit its shape.</exception>
    public static void Write(Stream stream, IReadOnlyList<TensorBlock> blocks, IReadOnlyDictionary<string, string>? metadata = null)
    {
        TensorBlock[] ordered = [.. blocks.OrderByDescending(block => TensorDTypes.SizeOf(block.DType))];
        byte[] header = SafetensorsHeader.Write(ordered, metadata);
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (TensorBlock block in ordered)
        {
            stream.Write(block.Data.Span);
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="CdartsException">The file breaks the format; the message names the file and what is wrong with it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SafetensorsContent Read(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1 << 16);
        return Read(stream, path);
    }

    /// <summary>Reads a stream that can seek, from its start to its end.</summary>
    /// <param name="stream">Stream.</param>
    /// <param name="where">Name of the stream in an error.</param>
    /// <exception cref="CdartsException">The content breaks the format; the message is one sentence.</exception>
    public static SafetensorsContent Read(Stream stream, string where)
    {
        stream.Position = 0;
        byte[] header = ReadHeader(stream, where);
        long dataLength = stream.Length - LengthBytes - header.Length;
        SafetensorsHeader parsed = SafetensorsHeader.Read(header, dataLength, where);
        List<TensorBlock> blocks = [];
        foreach (SafetensorsHeader.Entry entry in parsed.Entries)
        {
            byte[] data = new byte[entry.Length];
            stream.ReadExactly(data);
            blocks.Add(new TensorBlock(entry.Name, entry.DType, entry.Shape, data));
        }

        return new SafetensorsContent(parsed.Metadata, blocks);
    }

    private static byte[] ReadHeader(Stream stream, string where)
    {
        if (stream.Length < LengthBytes)
        {
            throw new CdartsException($"{where} is not a safetensors file: it has {stream.Length} bytes, and the header's length alone takes {LengthBytes}.");
        }

        Span<byte> lengthBytes = stackalloc byte[LengthBytes];
        stream.ReadExactly(lengthBytes);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (length > MaxHeaderBytes || length > (ulong)(stream.Length - LengthBytes))
        {
            throw new CdartsException(
                $"{where} is not a whole safetensors file: its header is said to have {length} bytes, the file has {stream.Length} (limit {MaxHeaderBytes}).");
        }

        byte[] header = new byte[(int)length];
        stream.ReadExactly(header);
        return header;
    }
}
