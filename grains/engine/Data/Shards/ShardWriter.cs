using System.Security.Cryptography;
using System.Text;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Data.Folders;

namespace Cdarts.Engine.Data.Shards;

/// <summary>Writes one part of a packed image folder. The index comes last, so that a folder whose packing was cut off is not taken for a packed one.</summary>
/// <param name="folder">Folder, which must exist.</param>
/// <param name="part">Name of the part.</param>
/// <param name="classNames">Names of the classes.</param>
/// <param name="mostBytes">Length at which a new shard is begun.</param>
internal sealed class ShardWriter(string folder, string part, IReadOnlyList<string> classNames, long mostBytes = 1L << 30) : IDisposable
{
    private readonly ManifestBuilder _manifest = new(classNames);
    private readonly List<ShardPlace> _places = [];
    private readonly List<long> _lengths = [];
    private FileStream? _shard;

    /// <summary>Adds a picture; pictures come in the order of the list.</summary>
    /// <param name="path">Path from the class folder's name on.</param>
    /// <param name="label">Class.</param>
    /// <param name="size">Columns and rows.</param>
    /// <param name="bytes">The picture's bytes.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Add(string path, int label, (int Width, int Height) size, ReadOnlySpan<byte> bytes)
    {
        if (_shard is null || _shard.Position >= mostBytes)
        {
            CloseShard();
            _shard = new FileStream(ShardIndex.PathOfShard(folder, part, _lengths.Count), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        }

        _manifest.Add(path, label, bytes.Length);
        _places.Add(new ShardPlace(_lengths.Count, _shard.Position, size.Width, size.Height, Crc32C.Of(bytes)));
        _shard.Write(bytes);
    }

    /// <summary>Writes the index.</summary>
    /// <returns>What a reader of the folder will find.</returns>
    public ShardIndex Complete()
    {
        CloseShard();
        FolderManifest manifest = _manifest.Build();
        ShardIndex index = new(manifest, [.. _lengths], [.. _places]);
        DurableFile.WriteAllBytes(ShardIndex.PathOf(folder, part), BytesOf(index));
        return index;
    }

    /// <inheritdoc/>
    public void Dispose() => _shard?.Dispose();

    /// <summary>The bytes of an index.</summary>
    internal static byte[] BytesOf(ShardIndex index)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(ShardIndexReader.Magic);
        writer.Write(index.Manifest.ClassNames.Count);
        foreach (string name in index.Manifest.ClassNames)
        {
            Write(writer, Encoding.UTF8.GetBytes(name));
        }

        writer.Write(index.ShardLengths.Count);
        foreach (long length in index.ShardLengths)
        {
            writer.Write(length);
        }

        writer.Write(index.Places.Count);
        for (int i = 0; i < index.Places.Count; i++)
        {
            ShardPlace place = index.Places[i];
            writer.Write(place.Shard);
            writer.Write(place.Offset);
            writer.Write(index.Manifest.Lengths[i]);
            writer.Write(index.Manifest.Labels[i]);
            writer.Write(place.Width);
            writer.Write(place.Height);
            writer.Write(place.Crc);
            Write(writer, index.Manifest.NameOf(i));
        }

        writer.Flush();
        writer.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    private static void Write(BinaryWriter writer, ReadOnlySpan<byte> text)
    {
        writer.Write(text.Length);
        writer.Write(text);
    }

    private void CloseShard()
    {
        if (_shard is not null)
        {
            _shard.Flush(flushToDisk: true);
            _lengths.Add(_shard.Position);
            _shard.Dispose();
            _shard = null;
        }
    }
}
