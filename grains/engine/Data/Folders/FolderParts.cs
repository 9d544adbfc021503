using Cdarts.Engine.Data.Shards;

namespace Cdarts.Engine.Data.Folders;

/// <summary>The pictures of one part of an image folder.</summary>
/// <param name="Manifest">List.</param>
/// <param name="Store">Bytes, by position in the list.</param>
/// <param name="Hidden">Hidden files and folders that were passed over.</param>
internal sealed record FolderPart(FolderManifest Manifest, IPictureStore Store, int Hidden);

/// <summary>Finds the parts of an image folder, whether its pictures are files of their own or packed in shards.</summary>
internal static class FolderParts
{
    /// <summary>Name of the part that is learned from.</summary>
    public const string Train = "train";

    /// <summary>Name of the part that is measured on.</summary>
    public const string Valid = "val";

    /// <summary>The parts that are there.</summary>
    public static IReadOnlyList<string> In(string folder) =>
        [.. ((string[])[Train, Valid]).Where(part => ShardIndex.Exists(folder, part) || Directory.Exists(Path.Combine(folder, part)))];

    /// <summary>Names of the classes, without listing their pictures.</summary>
    /// <exception cref="CdartsException">The part is not there or cannot be used.</exception>
    public static IReadOnlyList<string> ClassNames(string folder, string part) =>
        ShardIndex.Exists(folder, part) ? ShardIndex.Read(folder, part).Manifest.ClassNames : FolderScan.ClassNames(Path.Combine(folder, part));

    /// <summary>Opens a part.</summary>
    /// <param name="folder">Image folder.</param>
    /// <param name="part">Name of the part.</param>
    /// <param name="timeProvider">Clock.</param>
    /// <param name="fresh">Whether every file is looked at, whatever the user's cache says.</param>
    /// <exception cref="CdartsException">The part is not there or cannot be used.</exception>
    public static FolderPart Open(string folder, string part, TimeProvider timeProvider, bool fresh = false)
    {
        if (ShardIndex.Exists(folder, part))
        {
            ShardIndex index = ShardIndex.Read(folder, part);
            return new FolderPart(index.Manifest, new ShardPictureStore(folder, part, index), 0);
        }

        string path = Path.Combine(folder, part);
        FolderScanResult found = new FolderScan(timeProvider, fresh).Scan(path);
        return new FolderPart(found.Manifest, new FilePictureStore(path, found.Manifest), found.Hidden);
    }

    /// <summary>A part without the pictures of a list.</summary>
    public static FolderPart Without(FolderPart whole, string part, BadPictureList list)
    {
        FolderManifest manifest = whole.Manifest.Without(list.PathsIn(part), list.Hash, out int[] kept);
        return whole with { Manifest = manifest, Store = new PartialStore(whole.Store, kept) };
    }

    private sealed class PartialStore(IPictureStore whole, int[] kept) : IPictureStore
    {
        public string NameOf(int index) => whole.NameOf(kept[index]);

        public int Read(int index, ref byte[] buffer) => whole.Read(kept[index], ref buffer);
    }
}
