namespace Cdarts.Engine.Checkpoints;

/// <summary>
/// Unfinished files and folders: their names begin with <c>.tmp-</c> until they are complete, so that what a death left behind is known for what it is.
/// </summary>
internal static class Leftovers
{
    private const string Prefix = ".tmp-";

    /// <summary>An unused path in <paramref name="directory"/> for something that will be called <paramref name="name"/>.</summary>
    public static string NewPath(string directory, string name) => Path.Combine(directory, $"{Prefix}{name}-{Guid.NewGuid():N}");

    /// <summary>Removes what earlier owners of the folder left unfinished. Only for the one process that may write there.</summary>
    public static void Remove(string directory)
    {
        foreach (string path in Directory.GetFileSystemEntries(directory, $"{Prefix}*"))
        {
            TryDelete(path);
        }
    }

    /// <summary>Takes a folder out of use at once, whole, and then deletes it: a death in between leaves a leftover, not half a folder.</summary>
    public static void Retire(string directory)
    {
        string doomed = NewPath(Path.GetDirectoryName(directory)!, Path.GetFileName(directory));
        Directory.Move(directory, doomed);
        TryDelete(doomed);
    }

    /// <summary>Deletes a file or folder; what cannot be deleted now is left to the next owner.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
            else
            {
                File.Delete(path);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // It costs room and nothing else: no reader looks at these names.
        }
    }
}
