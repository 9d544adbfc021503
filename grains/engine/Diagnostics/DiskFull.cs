namespace Cdarts.Engine.Diagnostics;

/// <summary>Recognises a full disk.</summary>
internal static class DiskFull
{
    /// <summary>ENOSPC, as .NET reports it in <see cref="Exception.HResult"/> on Linux.</summary>
    public const int HResult = 28;

    private const int QuotaExceeded = 122;

    /// <summary>Whether the file system (or the user's share of it) has no room left.</summary>
    public static bool Is(Exception exception) => exception is IOException && exception.HResult is HResult or QuotaExceeded;
}
