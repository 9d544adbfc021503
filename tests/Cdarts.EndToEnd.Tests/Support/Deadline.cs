namespace Cdarts.EndToEnd.Tests.Support;

/// <summary>Bounds every wait.</summary>
internal static class Deadline
{
    /// <summary>Long, since it is only ever reached when something is broken: a slow machine must not look like a fault.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromMinutes(4);
}
