using Cdarts.Client.Rendering;
using Cdarts.Client.Tests.Support;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console.Testing;

namespace Cdarts.Client.Tests.Rendering;

public sealed class LiveRunDisplayTests
{
    [Fact]
    public async Task Events_clock_and_notices_are_drawn()
    {
        FakeTimeProvider time = new(Samples.Start.AddSeconds(91));
        using TestConsole console = new();
        console.Profile.Width = 100;
        console.Profile.Capabilities.Ansi = true;
        console.Profile.Capabilities.Interactive = true;
        LiveRunDisplay display = new(console, new FakeEngineTools(), time, new("demo", "/runs/demo", 3));

        RunStatus status = await display.ShowAsync(show =>
        {
            show(new CheckpointWritten(Samples.At(1), Samples.Start, Samples.Checkpoint));
            display.Notice("Stopping.");
            time.Advance(TimeSpan.FromSeconds(10));
            return Task.FromResult(Samples.Status(RunState.Stopped));
        });

        Assert.Equal(RunState.Stopped, status.State);
        Assert.Contains("g000001-u000000120, 1 s ago", console.Output);
        Assert.Contains("g000001-u000000120, 11 s ago", console.Output);
        Assert.Contains("Stopping.", console.Output);
    }
}
