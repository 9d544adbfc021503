using Cdarts.Engine.Data.Folders;
using Cdarts.Engine.Data.Imaging;
using Microsoft.Win32.SafeHandles;

namespace Cdarts.Engine.Data.Shards;

/// <summary>Pictures in shards. Each shard is opened once; reads name their offset, so that threads do not disturb each other.</summary>
internal sealed class ShardPictureStore : IPictureStore
{
    private readonly ShardIndex _index;
    private readonly string[] _paths;
    private readonly Lazy<SafeFileHandle>[] _shards;

    /// <summary>Opens nothing yet.</summary>
    public ShardPictureStore(string folder, string part, ShardIndex index)
    {
        _index = index;
        _paths = [.. Enumerable.Range(0, index.ShardLengths.Count).Select(shard => ShardIndex.PathOfShard(folder, part, shard))];
        _shards = Array.ConvertAll(_paths, path => new Lazy<SafeFileHandle>(() => File.OpenHandle(path, options: FileOptions.RandomAccess)));
    }

    /// <inheritdoc/>
    public string NameOf(int index) => $"{_paths[_index.Places[index].Shard]}:{_index.Manifest.PathOf(index)}";

    /// <inheritdoc/>
    public int Read(int index, ref byte[] buffer)
    {
        ShardPlace place = _index.Places[index];
        int length = _index.Manifest.Lengths[index];
        try
        {
            PictureBytes.Read(_shards[place.Shard].Value, place.Offset, length, ref buffer);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CdartsException($"The shard '{_paths[place.Shard]}' cannot be read ({problem.Message.TrimEnd('.')}): check it and its permissions.", problem);
        }

        return Crc32C.Of(buffer.AsSpan(0, length)) == place.Crc
            ? length
            : throw new BadPictureException(
                NameOf(index), BadPictureReason.Damaged, $"The picture '{NameOf(index)}' is not as it was packed (its CRC differs): copy the shard again, or pack the folder again.");
    }
}
