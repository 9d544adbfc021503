namespace Cdarts.Client.Data;

/// <summary>Limits of a download. An attempt goes on where the one before stopped, where the server allows it.</summary>
internal sealed record DownloadOptions
{
    /// <summary>Attempts in a row, after the first, that may fail without bringing <see cref="Progress"/>.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>Bytes that make a failed attempt worth another one at once.</summary>
    public long Progress { get; init; } = 1 << 20;

    /// <summary>Wait before the second attempt; doubled, and jittered, before each further one.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between attempts, also where a server asks for a longer one.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest attempt.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>Longest time without a byte.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time for all attempts at a file.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromHours(2);
}
