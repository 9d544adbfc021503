using Cdarts.Client.Rendering;
using Cdarts.Client.Tests.Support;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console.Testing;

namespace Cdarts.Client.Tests.Rendering;

public sealed class PlainRunDisplayTests : IDisposable
{
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly TestConsole _console = new();
    private readonly FakeTimeProvider _time = new(Samples.Start);

    public void Dispose() => _console.Dispose();

    [Fact]
    public async Task A_run_from_start_to_end()
    {
        RunEvent[] events =
        [
            new RunSnapshot(Samples.At(0), Samples.Start, Samples.Status(RunState.Gathering)),
            new StateChanged(Samples.At(1), Samples.Start.AddSeconds(1), RunState.Running),
            new PhaseStarted(Samples.At(2), Samples.Start.AddSeconds(2), new(0, "SearchWarmup", 0, 0, 0)),
            new TopologyAdopted(Samples.At(3), Samples.Start.AddSeconds(70), Samples.Network),
            new PhaseStarted(Samples.At(4), Samples.Start.AddSeconds(71), new(1, "Joint", 0, 0, 0)),
            new ProgressMade(Samples.At(5), Samples.Start.AddSeconds(80), Samples.Progress(7, 100)),
            new ProgressMade(Samples.At(6), Samples.Start.AddSeconds(82), Samples.Progress(8, 101)),
            new ProgressMade(Samples.At(7), Samples.Start.AddSeconds(100), Samples.Progress(17, 110)),
            new ProgressMade(Samples.At(8), Samples.Start.AddSeconds(101), Samples.Progress(39, 132)),
            new CheckpointWritten(Samples.At(9), Samples.Start.AddSeconds(102), Samples.Checkpoint),
            new HeldOutMeasured(Samples.At(10), Samples.Start.AddSeconds(103), 0, Samples.HeldOut),
            new WarningRaised(Samples.At(11), Samples.Start.AddSeconds(104), "The disk is nearly full."),
            new Heartbeat(Samples.At(11), Samples.Start.AddSeconds(106)),
            new PhaseStarted(Samples.At(12), Samples.Start.AddSeconds(106), new(3, "DeriveTopology", 0, 0, 0)),
            new PhaseStarted(Samples.At(13), Samples.Start.AddSeconds(106), new(3, "Completed", 0, 0, 0)),
            new StateChanged(Samples.At(14), Samples.Start.AddSeconds(107), RunState.Stopped),
            new RunEnded(Samples.At(15), Samples.Start.AddSeconds(107), Samples.Status(RunState.Stopped)),
        ];
        PlainRunDisplay display = new(_output, _console, new FakeEngineTools(), _time, new("demo", "/runs/demo", 3));

        await display.ShowAsync(show =>
        {
            Array.ForEach(events, happened => show(happened));
            return Task.FromResult(Samples.Status(RunState.Stopped));
        });

        Expectation.Matches("plain-run", _output.ToString());
    }
}
