using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Cdarts.Client.Data;

namespace Cdarts.Client.Tests.Support;

/// <summary>Data sets of a few pictures in the layouts of the published ones, with their hashes.</summary>
internal static class TinySets
{
    public const string ArchiveName = "tiny-cifar10.tar.gz";
    private const string Inner = "cifar-10-batches-bin";

    /// <summary>CIFAR-10 with two pictures in each of its six files.</summary>
    public static IReadOnlyDictionary<string, byte[]> CifarFiles { get; } = Enumerable.Range(1, 6).ToDictionary(
        i => i == 6 ? "test_batch.bin" : $"data_batch_{i}.bin", i => Records(i));

    /// <summary>The archive, as the official one is made.</summary>
    public static byte[] Archive { get; } = Pack(
        [new PaxTarEntry(TarEntryType.Directory, $"{Inner}/"), .. CifarFiles.Select(file => Entry($"{Inner}/{file.Key}", file.Value))]);

    public static OfficialSet Cifar10(Uri home, byte[]? archive = null) => new(
        "cifar10",
        home,
        [Published(ArchiveName, archive ?? Archive)],
        Inner,
        [.. CifarFiles.Select(file => Published(file.Key, file.Value))],
        10,
        2);

    /// <summary>A set of four files that are used as they are.</summary>
    public static (OfficialSet Set, Dictionary<string, byte[]> Files) FashionMnist(Uri home)
    {
        Dictionary<string, byte[]> files = new()
        {
            ["train-images-idx3-ubyte.gz"] = Compress([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28, .. new byte[784], .. Enumerable.Repeat((byte)9, 784)]),
            ["train-labels-idx1-ubyte.gz"] = Compress([0, 0, 8, 1, 0, 0, 0, 2, 4, 9]),
            ["t10k-images-idx3-ubyte.gz"] = Compress([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28, .. new byte[784]]),
            ["t10k-labels-idx1-ubyte.gz"] = Compress([0, 0, 8, 1, 0, 0, 0, 1, 3]),
        };
        OfficialFile[] published = [.. files.Select(file => Published(file.Key, file.Value))];
        return (new OfficialSet("fashion-mnist", home, published, "", published, 2, 1), files);
    }

    public static TarEntry Entry(string name, byte[] content) => new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) };

    public static byte[] Pack(params TarEntry[] entries)
    {
        using MemoryStream plain = new();
        using (TarWriter writer = new(plain, leaveOpen: true))
        {
            foreach (TarEntry entry in entries)
            {
                writer.WriteEntry(entry);
            }
        }

        return Compress(plain.ToArray());
    }

    public static OfficialFile Published(string name, byte[] content) =>
        new(name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));

    public static void WriteCifar10(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach ((string name, byte[] content) in CifarFiles)
        {
            File.WriteAllBytes(Path.Combine(folder, name), content);
        }
    }

    private static byte[] Records(int seed)
    {
        byte[] records = new byte[2 * 3073];
        new Random(seed).NextBytes(records);
        records[0] = (byte)seed;
        records[3073] = (byte)(seed + 1);
        return records;
    }

    private static byte[] Compress(byte[] content)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
