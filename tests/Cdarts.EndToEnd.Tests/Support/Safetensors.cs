using System.Buffers.Binary;
using System.Text.Json;

namespace Cdarts.EndToEnd.Tests.Support;

/// <summary>Reads safetensors files by their published format, independently of the product.</summary>
internal static class Safetensors
{
    private const int LengthBytes = 8;

    /// <summary>By name: type, shape and bytes of a tensor, as one comparable text.</summary>
    public static SortedDictionary<string, string> Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int headerBytes = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(LengthBytes, headerBytes));
        SortedDictionary<string, string> tensors = new(StringComparer.Ordinal);
        foreach (JsonProperty tensor in header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            JsonElement offsets = tensor.Value.GetProperty("data_offsets");
            Range range = (LengthBytes + headerBytes + offsets[0].GetInt32())..(LengthBytes + headerBytes + offsets[1].GetInt32());
            tensors[tensor.Name] = $"{tensor.Value.GetProperty("dtype")} {tensor.Value.GetProperty("shape")} {Convert.ToHexString(file[range])}";
        }

        return tensors;
    }
}
