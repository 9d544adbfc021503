using Cdarts.Engine;

namespace Cdarts.Silo.Runs;

/// <summary>
/// The exclusive lock of a run folder, held while a process trains there. It is a lock of the operating system on the file <c>lock</c>, so any death
/// of the process frees it; the file itself says nothing and stays.
/// </summary>
public sealed class RunLock : IDisposable
{
    private const int WouldBlock = 11;

    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <param name="runFolder">Existing folder of the run.</param>
    /// <returns>The lock, or null when another holds it (also for the moment in which another asks <see cref="IsHeld"/>).</returns>
    /// <exception cref="CdartsException">The folder cannot be written.</exception>
    public static RunLock? TryAcquire(string runFolder)
    {
        try
        {
            return new(new FileStream(PathOf(runFolder), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (IsTaken(e))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CdartsException($"The run folder {runFolder} cannot be locked ({e.Message}): check that it exists and that you may write there.", e);
        }
    }

    /// <summary>Tells whether a process holds the lock, without taking it.</summary>
    /// <param name="runFolder">Folder of the run; one that does not exist is not held.</param>
    public static bool IsHeld(string runFolder)
    {
        try
        {
            using FileStream shared = new(PathOf(runFolder), FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (IOException e) when (IsTaken(e))
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Frees the lock.</summary>
    public void Dispose() => _file.Dispose();

    private static string PathOf(string runFolder) => Path.Combine(runFolder, "lock");

    private static bool IsTaken(IOException e) => e.HResult == WouldBlock;
}
