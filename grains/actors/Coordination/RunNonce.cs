using Cdarts.Engine;

namespace Cdarts.Grains.Coordination;

/// <summary>A file by which a replica proves that it sees the same run folder as the coordinator.</summary>
internal static class RunNonce
{
    /// <summary>Name of the file for a generation.</summary>
    public static string FileName(long generation) => $".nonce-{generation}";

    /// <summary>Writes the file.</summary>
    /// <returns>Its content.</returns>
    /// <exception cref="CdartsException">The folder cannot be written.</exception>
    public static async Task<string> WriteAsync(string runFolder, long generation)
    {
        string nonce = Guid.NewGuid().ToString("N");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(runFolder, FileName(generation)), nonce);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CdartsException($"The run folder {runFolder} cannot be written ({e.Message}): check that it exists, its permissions and the free space.", e);
        }

        return nonce;
    }

    /// <summary>Compares the file with what the coordinator wrote.</summary>
    /// <exception cref="CdartsException">It is not there, or another.</exception>
    public static void Verify(string runFolder, string fileName, string nonce, string replica)
    {
        string path = Path.Combine(runFolder, fileName);
        string? found = null;
        try
        {
            found = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Absent and unreadable mean the same to the run.
        }

        if (found != nonce)
        {
            throw new CdartsException(
                $"Replica {replica} does not see the coordinator's run folder ({path} is missing or another): "
                + "mount the same shared directory under the same path on every machine.");
        }
    }

    /// <summary>Removes the file; one that stays does no harm.</summary>
    public static void Remove(string runFolder, long generation)
    {
        try
        {
            File.Delete(Path.Combine(runFolder, FileName(generation)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A read-only folder will be met, and told, by the session.
        }
    }
}
