namespace Cdarts.EndToEnd.Tests.Support;

/// <summary>Bounds every wait. Long, since it is only ever reached when something is broken: a slow machine must not look like a fault.</summary>
internal static class Deadline
{
    public static TimeSpan Longest { get; } = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(25);

    /// <summary>Waits until another process has done what it leaves no event of.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Longest, $"Waited in vain for {what}.");
            await Task.Delay(Poll, TimeProvider.System);
        }
    }
}
