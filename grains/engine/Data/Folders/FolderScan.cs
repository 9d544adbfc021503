namespace Cdarts.Engine.Data.Folders;

/// <summary>What a scan found.</summary>
/// <param name="Manifest">Pictures.</param>
/// <param name="Hidden">Files and folders that were passed over because their name begins with a dot.</param>
internal sealed record FolderScanResult(FolderManifest Manifest, int Hidden);

/// <summary>Makes the list of a folder of class folders, several classes at a time.</summary>
/// <param name="timeProvider">Clock.</param>
/// <param name="fresh">Whether every class is listed anew, whatever the user's cache says.</param>
internal sealed class FolderScan(TimeProvider timeProvider, bool fresh = false)
{
    // Listing waits for the disk or the network, not for a core.
    private const int ClassesAtOnce = 16;

    /// <summary>Names of the class folders, in ordinal order.</summary>
    /// <exception cref="CdartsException">There is no such folder, or none in it.</exception>
    public static IReadOnlyList<string> ClassNames(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new CdartsException($"The folder '{folder}' does not exist: an image folder has train/CLASS/PICTURES and val/CLASS/PICTURES.");
        }

        string[] names = [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal)];
        return names.Length > 0
            ? names
            : throw new CdartsException($"The folder '{folder}' has no folders in it: each class needs one with its pictures.");
    }

    /// <summary>Scans the folder; classes that the user's cache knows and that have not changed are taken from there.</summary>
    /// <exception cref="CdartsException">The folder cannot be used; the message names the class.</exception>
    public FolderScanResult Scan(string folder)
    {
        IReadOnlyList<string> names = ClassNames(folder);
        ClassListing[] listings = new ClassListing[names.Count];
        ClassListingCache cache = new(folder);
        try
        {
            Parallel.For(0, names.Count, new ParallelOptions { MaxDegreeOfParallelism = ClassesAtOnce }, i => listings[i] = List(cache, folder, names[i]));
        }
        catch (AggregateException problems)
        {
            throw problems.InnerExceptions.OfType<CdartsException>().FirstOrDefault()
                ?? new CdartsException($"The folder '{folder}' cannot be read ({problems.InnerExceptions[0].Message.TrimEnd('.')}): check it and its permissions.", problems);
        }

        ManifestBuilder builder = new(names);
        for (int label = 0; label < names.Count; label++)
        {
            if (listings[label].Files.Count == 0)
            {
                throw new CdartsException($"The class folder '{Path.Combine(folder, names[label])}' has no pictures: put some there, or remove the folder.");
            }

            foreach ((string path, long length) in listings[label].Files)
            {
                builder.Add($"{names[label]}/{path}", label, length);
            }
        }

        return new FolderScanResult(builder.Build(), HiddenBeside(folder) + listings.Sum(listing => listing.Hidden));
    }

    private static int HiddenBeside(string folder) => Directory.EnumerateFileSystemEntries(folder).Count(path => Path.GetFileName(path).StartsWith('.'));

    private ClassListing List(ClassListingCache cache, string folder, string name)
    {
        string path = Path.Combine(folder, name);
        if (!fresh && cache.TryRead(name) is { } known && ClassScan.IsCurrent(path, known))
        {
            return known;
        }

        ClassListing listing = ClassScan.Scan(path, timeProvider.GetUtcNow().UtcTicks);
        cache.TryWrite(name, listing);
        return listing;
    }
}
