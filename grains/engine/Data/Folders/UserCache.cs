using System.Security.Cryptography;
using System.Text;

namespace Cdarts.Engine.Data.Folders;

/// <summary>
/// The user's cache folder: <c>CDARTS_CACHE</c>, else <c>XDG_CACHE_HOME/cdarts</c>, else <c>~/.cache/cdarts</c>. Losing it costs time and nothing else, so a folder
/// that cannot be written or read is no error. Safe to use from several processes at once.
/// </summary>
internal static class UserCache
{
    private const string Variable = "CDARTS_CACHE";

    /// <summary>Path of a file of the cache, whether it exists or not.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root(), .. parts]);

    /// <summary>A file name for any text: the first half of its SHA-256 in hexadecimal.</summary>
    public static string NameOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];

    /// <summary>A file's content; null where it is not there or cannot be read.</summary>
    public static byte[]? TryRead(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Puts a file in place in one go: a reader sees the old content or the new one, whole.</summary>
    /// <returns>Whether it is there now.</returns>
    public static bool TryWrite(string path, ReadOnlySpan<byte> content)
    {
        string temporary = $"{path}.{Environment.ProcessId}-{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
            return true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            return false;
        }
    }

    /// <summary>Deletes a file where that is possible.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // It stays.
        }
    }

    private static string Root()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen)
        {
            return Path.GetFullPath(chosen);
        }

        string cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(cache, "cdarts");
    }
}
