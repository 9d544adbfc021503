using System.Buffers.Binary;
using System.IO.Compression;

namespace Cdarts.Engine.Tests.Data;

/// <summary>Makes IDX files, right and wrong.</summary>
internal static class IdxBytes
{
    public static byte[] Pictures(int count, int side, byte[]? pixels = null) =>
        Create(0x803, [count, side, side], pixels ?? [.. Enumerable.Range(0, count * side * side).Select(i => (byte)(i * 31))]);

    public static byte[] Labels(params byte[] labels) => Create(0x801, [labels.Length], labels);

    public static byte[] Create(uint magic, int[] sizes, byte[] body)
    {
        byte[] header = new byte[4 + (4 * sizes.Length)];
        BinaryPrimitives.WriteUInt32BigEndian(header, magic);
        for (int i = 0; i < sizes.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), sizes[i]);
        }

        return [.. header, .. body];
    }

    public static byte[] Compress(byte[] bytes)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return compressed.ToArray();
    }
}
