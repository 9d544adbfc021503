using System.Globalization;
using System.Text;

namespace Cdarts.Engine.Data.Folders;

/// <summary>
/// Listings of class folders in the user's cache, one small file each: a scan that was cut off goes on where it was, and one that is repeated looks at the
/// folders' times only.
/// </summary>
/// <param name="folder">The folder whose sub-folders are the classes.</param>
internal sealed class ClassListingCache(string folder)
{
    private const string Heading = "cdarts class listing 1";
    private const string End = "end";

    private readonly string _name = UserCache.NameOf(Path.GetFullPath(folder));

    /// <summary>The listing of a class; null where there is none that can be read.</summary>
    public ClassListing? TryRead(string className) => UserCache.TryRead(PathOf(className)) is { } bytes ? Parse(Encoding.UTF8.GetString(bytes).Split('\n')) : null;

    /// <summary>Keeps a listing, where the cache can be written.</summary>
    public void TryWrite(string className, ClassListing listing)
    {
        // A name with a line break is possible, and not worth a format.
        if (listing.Files.Any(file => file.Path.Contains('\n')) || listing.Folders.Any(inner => inner.Path.Contains('\n')))
        {
            return;
        }

        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{Heading}\n{listing.ScannedAt} {listing.Hidden} {listing.Folders.Count} {listing.Files.Count}\n");
        foreach ((string path, long number) in listing.Folders.Concat(listing.Files))
        {
            text.Append(CultureInfo.InvariantCulture, $"{number} {path}\n");
        }

        text.Append(End).Append('\n');
        UserCache.TryWrite(PathOf(className), Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>Forgets a listing: a file in the folder has changed though the folder itself has not.</summary>
    public void Forget(string className) => UserCache.TryDelete(PathOf(className));

    private static ClassListing? Parse(string[] lines)
    {
        if (lines.Length < 4 || lines[0] != Heading || lines[^2] != End)
        {
            return null;
        }

        string[] numbers = lines[1].Split(' ');
        if (numbers.Length != 4 || !Number(numbers[0], out long scannedAt) || !Number(numbers[1], out long hidden)
            || !Number(numbers[2], out long folders) || !Number(numbers[3], out long files) || folders + files != lines.Length - 4)
        {
            return null;
        }

        (string, long)[] entries = new (string, long)[lines.Length - 4];
        for (int i = 0; i < entries.Length; i++)
        {
            string line = lines[i + 2];
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space < 0 || !Number(line.AsSpan(0, space), out long number))
            {
                return null;
            }

            entries[i] = (line[(space + 1)..], number);
        }

        return folders is >= 0 && folders <= entries.Length
            ? new ClassListing(entries[(int)folders..], (int)hidden, entries[..(int)folders], scannedAt)
            : null;
    }

    private static bool Number(ReadOnlySpan<char> text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private string PathOf(string className) => UserCache.PathOf("listings", _name, UserCache.NameOf(className));
}
