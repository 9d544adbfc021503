using System.Text;

namespace Cdarts.Engine.Checkpoints;

/// <summary>
/// Replaces small files so that a reader, at any time and after any death, sees the old content or the new one, whole. Safe to call from any thread.
/// </summary>
public static class DurableFile
{
    /// <summary>Writes UTF-8 text without a byte-order mark.</summary>
    /// <exception cref="IOException">The file cannot be written; the old one is untouched.</exception>
    public static void WriteAllText(string path, string text) => WriteAllBytes(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes bytes: temporary file beside it, flush to the disk, rename, flush of the folder.</summary>
    /// <exception cref="IOException">The file cannot be written; the old one is untouched.</exception>
    public static void WriteAllBytes(string path, ReadOnlySpan<byte> bytes)
    {
        using DurableReplacement replacement = new(path);
        replacement.Stream.Write(bytes);
        replacement.Commit();
    }
}
