using System.Collections.Frozen;
using System.IO.Enumeration;

namespace Cdarts.Engine.Data.Folders;

/// <summary>Lists a class folder. What is a picture depends on the name alone, as in torchvision; hidden files are not pictures.</summary>
internal static class ClassScan
{
    /// <summary>Folders in folders; more is taken for a loop of links.</summary>
    private const int DeepestFolder = 32;

    /// <summary>torchvision's list; of these, JPEG, PNG and WebP can be decoded, and any other one is a bad picture.</summary>
    private static readonly FrozenSet<string> Extensions = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, ".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp");

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, MatchType = MatchType.Simple, ReturnSpecialDirectories = false };

    /// <summary>Lists a folder and all folders in it; links are followed.</summary>
    /// <param name="folder">Class folder.</param>
    /// <param name="now">UTC ticks.</param>
    /// <exception cref="CdartsException">Folders lie too deep in each other.</exception>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    public static ClassListing Scan(string folder, long now)
    {
        List<(string, long)> files = [];
        List<(string, long)> folders = [];
        int hidden = 0;
        Visit("", 0);
        return new ClassListing(files, hidden, folders, now);

        void Visit(string inner, int depth)
        {
            if (depth > DeepestFolder)
            {
                throw new CdartsException($"The folder '{Path.Combine(folder, inner)}' lies more than {DeepestFolder} folders deep in its class: remove the loop of links.");
            }

            string path = Path.Combine(folder, inner);
            folders.Add((inner, Directory.GetLastWriteTimeUtc(path).Ticks));
            Found[] found = [.. new FileSystemEnumerable<Found>(path, Look, Everything)];
            hidden += found.Count(entry => entry.IsHidden);
            foreach (Found entry in found.Where(entry => !entry.IsHidden && !entry.IsFolder).OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                if (Extensions.Contains(Path.GetExtension(entry.Name)))
                {
                    string file = inner.Length == 0 ? entry.Name : $"{inner}/{entry.Name}";
                    files.Add((file, entry.IsLink ? LengthBehind(Path.Combine(folder, file)) : entry.Length));
                }
            }

            foreach (Found entry in found.Where(entry => !entry.IsHidden && entry.IsFolder).OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                Visit(inner.Length == 0 ? entry.Name : $"{inner}/{entry.Name}", depth + 1);
            }
        }
    }

    /// <summary>Whether a listing is still true: no folder has changed since, nor just before it was listed, when a clock tick may hide a change.</summary>
    public static bool IsCurrent(string folder, ClassListing listing)
    {
        long trusted = listing.ScannedAt - TimeSpan.FromSeconds(2).Ticks;
        foreach ((string inner, long changed) in listing.Folders)
        {
            if (changed > trusted || Directory.GetLastWriteTimeUtc(Path.Combine(folder, inner)).Ticks != changed)
            {
                return false;
            }
        }

        return true;
    }

    private static Found Look(ref FileSystemEntry entry)
    {
        string name = entry.FileName.ToString();
        bool isLink = entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
        return new Found(name, entry.IsDirectory, name.StartsWith('.'), isLink, entry.IsDirectory || isLink ? 0 : entry.Length);
    }

    private static long LengthBehind(string link)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(link);
        return RandomAccess.GetLength(file);
    }

    private sealed record Found(string Name, bool IsFolder, bool IsHidden, bool IsLink, long Length);
}
