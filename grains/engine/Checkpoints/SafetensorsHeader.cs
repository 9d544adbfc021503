using System.Text;
using System.Text.Json;

namespace Cdarts.Engine.Checkpoints;

/// <summary>The JSON header of a safetensors file.</summary>
/// <param name="Metadata">Free text by key.</param>
/// <param name="Entries">Tensors in the order of their data, which they cover without gap or overlap.</param>
internal sealed record SafetensorsHeader(IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<SafetensorsHeader.Entry> Entries)
{
    private const string MetadataKey = "__metadata__";
    private const int Alignment = 8;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    /// <summary>Where a tensor lies.</summary>
    internal sealed record Entry(string Name, string DType, IReadOnlyList<long> Shape, long Begin, int Length);

    /// <summary>Header for blocks whose data follows in this order.</summary>
    public static byte[] Write(IReadOnlyList<TensorBlock> blocks, IReadOnlyDictionary<string, string>? metadata)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            WriteEntries(json, blocks);
            json.WriteEndObject();
        }

        int padding = (Alignment - ((int)stream.Length % Alignment)) % Alignment;
        stream.Write(Encoding.ASCII.GetBytes(new string(' ', padding)));
        return stream.ToArray();
    }

    /// <summary>Reads a header that is followed by <paramref name="dataLength"/> bytes.</summary>
    public static SafetensorsHeader Read(ReadOnlyMemory<byte> header, long dataLength, string where)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(header, Strict);
            return Read(document.RootElement, dataLength, where);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new CdartsException($"{where} is not a safetensors file: its header is not the JSON that the format asks for.", problem);
        }
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is not { Count: > 0 })
        {
            return;
        }

        json.WriteStartObject(MetadataKey);
        foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteEntries(Utf8JsonWriter json, IReadOnlyList<TensorBlock> blocks)
    {
        HashSet<string> names = [MetadataKey];
        long offset = 0;
        foreach (TensorBlock block in blocks)
        {
            if (!names.Add(block.Name))
            {
                throw new ArgumentException($"The name '{block.Name}' cannot be given to a block, or not twice.", nameof(blocks));
            }

            if (ByteLength(block.DType, block.Shape) != block.Data.Length)
            {
                throw new ArgumentException(
                    $"Block '{block.Name}' has {block.Data.Length} bytes, which is not {block.DType}[{string.Join(", ", block.Shape)}].", nameof(blocks));
            }

            json.WriteStartObject(block.Name);
            json.WriteString("dtype", block.DType);
            json.WriteStartArray("shape");
            foreach (long extent in block.Shape)
            {
                json.WriteNumberValue(extent);
            }

            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(offset);
            json.WriteNumberValue(offset += block.Data.Length);
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private static SafetensorsHeader Read(JsonElement root, long dataLength, string where)
    {
        Dictionary<string, string> metadata = [];
        List<Entry> entries = [];
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Name == MetadataKey)
            {
                metadata = property.Value.EnumerateObject().ToDictionary(pair => pair.Name, pair => RequiredText(pair.Value));
            }
            else
            {
                entries.Add(ReadEntry(property, where));
            }
        }

        Entry[] ordered = [.. entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.Length)];
        CheckCover(ordered, dataLength, where);
        return new SafetensorsHeader(metadata, ordered);
    }

    private static Entry ReadEntry(JsonProperty property, string where)
    {
        // A property too many would make the count of three wrong; one too few throws by itself.
        JsonElement dtype = property.Value.GetProperty("dtype");
        long[] shape = Numbers(property.Value.GetProperty("shape"));
        long[] offsets = Numbers(property.Value.GetProperty("data_offsets"));
        if (property.Value.EnumerateObject().Count() != 3 || offsets.Length != 2)
        {
            throw new FormatException();
        }

        string type = RequiredText(dtype);
        if (TensorDTypes.SizeOf(type) == 0)
        {
            throw new CdartsException($"{where} has the tensor '{property.Name}' of type '{type}'; this program reads F32, F64, I64 and U8.");
        }

        long length = offsets[1] - offsets[0];
        if (ByteLength(type, shape) != length || length > Array.MaxLength)
        {
            throw new CdartsException(
                $"{where} is damaged: tensor '{property.Name}' is {type}[{string.Join(", ", shape)}] and has {length} bytes.");
        }

        return new Entry(property.Name, type, shape, offsets[0], (int)length);
    }

    private static void CheckCover(IReadOnlyList<Entry> ordered, long dataLength, string where)
    {
        long covered = 0;
        foreach (Entry entry in ordered)
        {
            if (entry.Begin != covered)
            {
                throw new CdartsException(
                    $"{where} is damaged: tensor '{entry.Name}' begins at byte {entry.Begin} of the data, and the one before it ends at {covered}.");
            }

            covered += entry.Length;
        }

        if (covered != dataLength)
        {
            throw new CdartsException($"{where} is damaged: its tensors take {covered} bytes, and {dataLength} bytes follow the header.");
        }
    }

    private static long[] Numbers(JsonElement array)
    {
        long[] numbers = [.. array.EnumerateArray().Select(number => number.GetInt64())];
        return numbers.All(number => number >= 0) ? numbers : throw new FormatException();
    }

    private static string RequiredText(JsonElement element) => element.GetString() ?? throw new FormatException();

    /// <summary>Bytes that a tensor takes; null, which equals no length, if its type is unknown or it is larger than any file.</summary>
    private static long? ByteLength(string dtype, IReadOnlyList<long> shape)
    {
        long length = TensorDTypes.SizeOf(dtype);
        if (length == 0)
        {
            return null;
        }

        foreach (long extent in shape)
        {
            Int128 product = (Int128)length * extent;
            if (product > long.MaxValue)
            {
                return null;
            }

            length = (long)product;
        }

        return length;
    }
}
