using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Cdarts.Engine.Data.Folders;

/// <summary>
/// Lists of pictures in the user's cache, by fingerprint: when a run is resumed with other pictures they tell what has changed. Where they are missing, only
/// that is not told.
/// </summary>
internal static class ManifestArchive
{
    /// <summary>Keeps a list.</summary>
    public static void Keep(FolderManifest manifest)
    {
        string path = PathOf(manifest.Fingerprint);
        if (File.Exists(path))
        {
            return;
        }

        using MemoryStream stream = new();
        using (StreamWriter writer = new(new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true), new UTF8Encoding(false)) { NewLine = "\n" })
        {
            for (int i = 0; i < manifest.Count; i++)
            {
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{manifest.Lengths[i]} {manifest.PathOf(i)}"));
            }
        }

        UserCache.TryWrite(path, stream.ToArray());
    }

    /// <summary>In what two lists differ, as a part of a sentence; null where one of them is not known.</summary>
    public static string? Difference(string before, string now)
    {
        if (TryRead(before) is not { } old || TryRead(now) is not { } current)
        {
            return null;
        }

        string[] gone = [.. old.Keys.Where(path => !current.ContainsKey(path))];
        string[] added = [.. current.Keys.Where(path => !old.ContainsKey(path))];
        string[] changed = [.. old.Where(pair => current.TryGetValue(pair.Key, out string? length) && length != pair.Value).Select(pair => pair.Key)];
        string[] parts = [.. ((string[])[Part(gone, "gone"), Part(added, "new"), Part(changed, "of another length")]).Where(part => part.Length > 0)];
        return parts.Length > 0 ? string.Join(", ", parts) : "the list of bad pictures is another one";
    }

    private static string Part(string[] paths, string what) => paths.Length == 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{paths.Length} {(paths.Length == 1 ? "picture is" : "pictures are")} {what} ({paths.Min(StringComparer.Ordinal)}{(paths.Length == 1 ? "" : ", ...")})");

    private static Dictionary<string, string>? TryRead(string fingerprint)
    {
        if (UserCache.TryRead(PathOf(fingerprint)) is not { } bytes)
        {
            return null;
        }

        try
        {
            using StreamReader reader = new(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
            Dictionary<string, string> lengths = new(StringComparer.Ordinal);
            while (reader.ReadLine() is { } line)
            {
                int space = line.IndexOf(' ', StringComparison.Ordinal);
                lengths[line[(space + 1)..]] = line[..Math.Max(space, 0)];
            }

            return lengths;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // A checkpoint's fingerprint may be any text: only a hash becomes a file name.
    private static string PathOf(string fingerprint) => UserCache.PathOf("manifests", UserCache.NameOf(fingerprint) + ".gz");
}
