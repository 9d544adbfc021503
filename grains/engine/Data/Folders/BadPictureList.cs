using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Cdarts.Engine.Data.Imaging;

namespace Cdarts.Engine.Data.Folders;

/// <summary>
/// The pictures of an image folder that cannot be used, as <c>cdarts data verify</c> found them: <c>bad-pictures.txt</c> in the folder, or where that cannot be
/// written a file in the user's cache. One line each: reason, tabulator, path from the folder on. Immutable.
/// </summary>
internal sealed class BadPictureList
{
    /// <summary>Name of the file in the folder.</summary>
    public const string FileName = "bad-pictures.txt";

    private const string Heading = "# Pictures that cannot be used, written by `cdarts data verify`: reason, path.";

    private readonly string[] _paths;

    private BadPictureList(IEnumerable<string> paths) => _paths = [.. paths.Order(StringComparer.Ordinal)];

    /// <summary>Pictures on the list.</summary>
    public int Count => _paths.Length;

    /// <summary>SHA-256 (hex) of the paths in ordinal order, each with a line feed, as UTF-8.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(_paths.Select(path => path + '\n')))));

    /// <summary>The listed paths of one part, from the class folder's name on.</summary>
    public FrozenSet<string> PathsIn(string part) =>
        _paths.Where(path => path.StartsWith(part + '/', StringComparison.Ordinal)).Select(path => path[(part.Length + 1)..]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Reads the list of an image folder; null where there is none.</summary>
    /// <exception cref="CdartsException">The list cannot be read.</exception>
    public static BadPictureList? Find(string folder)
    {
        foreach (string path in (ReadOnlySpan<string>)[Path.Combine(folder, FileName), InCache(folder)])
        {
            if (File.Exists(path))
            {
                return Read(path);
            }
        }

        return null;
    }

    /// <summary>Writes the list of an image folder.</summary>
    /// <param name="folder">Image folder.</param>
    /// <param name="pictures">Path from the folder on, with slashes, and reason.</param>
    /// <returns>The file.</returns>
    /// <exception cref="CdartsException">It can be written neither there nor into the user's cache.</exception>
    public static string Write(string folder, IEnumerable<(string Path, BadPictureReason Reason)> pictures)
    {
        StringBuilder text = new StringBuilder(Heading).Append('\n');
        foreach ((string path, BadPictureReason reason) in pictures.OrderBy(picture => picture.Path, StringComparer.Ordinal))
        {
            text.Append(reason).Append('\t').Append(path).Append('\n');
        }

        byte[] content = Encoding.UTF8.GetBytes(text.ToString());
        string[] places = [Path.Combine(folder, FileName), InCache(folder)];
        return Array.Find(places, place => UserCache.TryWrite(place, content))
            ?? throw new CdartsException($"The list of bad pictures can be written neither to '{places[0]}' nor to '{places[1]}': make one of the folders writable.");
    }

    private static BadPictureList Read(string path)
    {
        List<string> paths = [];
        foreach ((int i, string line) in File.ReadLines(path).Index())
        {
            if (line.Length == 0 || line.StartsWith('#'))
            {
                continue;
            }

            int tabulator = line.IndexOf('\t', StringComparison.Ordinal);
            paths.Add(tabulator >= 0
                ? line[(tabulator + 1)..]
                : throw new CdartsException($"Line {i + 1} of '{path}' is not reason, tabulator and path: run `cdarts data verify` again."));
        }

        return new BadPictureList(paths);
    }

    private static string InCache(string folder) => UserCache.PathOf("bad-pictures", UserCache.NameOf(Path.GetFullPath(folder)) + ".txt");
}
