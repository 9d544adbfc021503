using System.Security.Cryptography;
using Cdarts.Engine.Data.Folders;

namespace Cdarts.Engine.Data.Shards;

/// <summary>
/// Where the pictures of one part of a packed image folder are: <c>PART.index</c> beside the shards <c>PART-00000.shard</c>, ... A shard is the bytes of pictures
/// one after another. All numbers are little-endian: the eight characters <c>CDSHARD1</c>; the number of classes and the name of each; the number of shards and the
/// length of each (64 bits); the number of pictures and for each shard, offset (64 bits), length, label, width, height, CRC-32C and path; last, SHA-256 over all
/// before. Numbers have 32 bits unless said otherwise, texts are UTF-8 after their length.
/// </summary>
internal sealed class ShardIndex
{
    internal const int HashLength = 32;

    internal ShardIndex(FolderManifest manifest, long[] shardLengths, ShardPlace[] places) => (Manifest, ShardLengths, Places) = (manifest, shardLengths, places);

    /// <summary>List of the pictures; its fingerprint is that of the image folder it was packed from where the pictures' bytes are.</summary>
    public FolderManifest Manifest { get; }

    /// <summary>Length of each shard, bytes.</summary>
    public IReadOnlyList<long> ShardLengths { get; }

    /// <summary>Where each picture is.</summary>
    public IReadOnlyList<ShardPlace> Places { get; }

    /// <summary>Whether a folder has a packed part.</summary>
    public static bool Exists(string folder, string part) => File.Exists(PathOf(folder, part));

    /// <summary>Path of a part's index.</summary>
    public static string PathOf(string folder, string part) => Path.Combine(folder, $"{part}.index");

    /// <summary>Path of one of its shards.</summary>
    public static string PathOfShard(string folder, string part, int shard) => Path.Combine(folder, $"{part}-{shard:D5}.shard");

    /// <summary>Reads the index of a part, and checks that its shards are there with their lengths.</summary>
    /// <exception cref="CdartsException">The index or a shard cannot be used; the message names it.</exception>
    public static ShardIndex Read(string folder, string part)
    {
        string path = PathOf(folder, part);
        try
        {
            ShardIndex index = Parse(File.ReadAllBytes(path), path);
            for (int shard = 0; shard < index.ShardLengths.Count; shard++)
            {
                FileInfo file = new(PathOfShard(folder, part, shard));
                if (!file.Exists || file.Length != index.ShardLengths[shard])
                {
                    throw new CdartsException($"The shard '{file.FullName}' is {(file.Exists ? "not as long as its index says" : "missing")}: pack the folder again, or copy it whole.");
                }
            }

            return index;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CdartsException($"The index '{path}' cannot be read ({problem.Message.TrimEnd('.')}): check it and its permissions.", problem);
        }
    }

    /// <summary>Reads an index from its bytes. Allocates no more than about four times their number, whatever they say.</summary>
    /// <exception cref="CdartsException">They are not an index.</exception>
    public static ShardIndex Parse(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.Length < HashLength || !SHA256.HashData(bytes[..^HashLength]).AsSpan().SequenceEqual(bytes[^HashLength..]))
        {
            throw ShardIndexReader.Refuse(name, "it is cut off or damaged");
        }

        return ShardIndexReader.Read(bytes[..^HashLength], name);
    }
}

/// <summary>Where a picture is, and what is known of it.</summary>
/// <param name="Shard">Number of the shard.</param>
/// <param name="Offset">First byte in it.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Crc">CRC-32C of the bytes.</param>
internal readonly record struct ShardPlace(int Shard, long Offset, int Width, int Height, uint Crc);
