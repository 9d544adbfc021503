using System.Diagnostics;
using Cdarts.Client.Watching;

namespace Cdarts.Client.Tests.Watching;

public sealed class StopRequestsTests
{
    [Fact]
    public void The_first_and_the_second_are_told_apart()
    {
        using StopRequests stops = new();
        Assert.False(stops.First.IsCompleted);

        stops.Raise();
        Assert.True(stops.First.IsCompleted);
        Assert.True(stops.FirstToken.IsCancellationRequested);
        Assert.False(stops.Second.IsCompleted);

        stops.Raise();
        stops.Raise();
        Assert.True(stops.Second.IsCompleted);
    }

    [Fact]
    public async Task A_signal_is_a_request_and_does_not_end_the_process()
    {
        using StopRequests stops = StopRequests.FromSignals();

        using Process kill = Process.Start("kill", ["-TERM", $"{Environment.ProcessId}"]);
        await stops.First.WaitAsync(TimeSpan.FromSeconds(30));
        using Process again = Process.Start("kill", ["-INT", $"{Environment.ProcessId}"]);
        await stops.Second.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
