using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Cdarts.Engine.Data;

/// <summary>Hashes of lists that are the same on every machine.</summary>
internal static class HashExtensions
{
    /// <summary>Appends the values as little-endian 32-bit integers.</summary>
    public static void AppendIntegers(this IncrementalHash hash, ReadOnlySpan<int> values)
    {
        Span<byte> block = stackalloc byte[4096];
        while (!values.IsEmpty)
        {
            int count = Math.Min(values.Length, block.Length / sizeof(int));
            for (int i = 0; i < count; i++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(block[(i * sizeof(int))..], values[i]);
            }

            hash.AppendData(block[..(count * sizeof(int))]);
            values = values[count..];
        }
    }
}
