using System.Text.Json;
using Cdarts.Client.Rendering;
using Cdarts.Client.Tests.Support;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Tests.Rendering;

public sealed class JsonRunDisplayTests
{
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    [Fact]
    public async Task Every_event_is_a_line_and_nothing_else_is()
    {
        JsonRunDisplay display = new(_output, _error);
        RunStatus final = Samples.Status(RunState.Completed, Samples.Outcome);
        RunEvent[] events = [.. AllEvents(), new RunEnded(Samples.At(12), Samples.Start, final)];

        await display.ShowAsync(show =>
        {
            Array.ForEach(events, happened => show(happened));
            return Task.FromResult(final);
        });
        display.Notice("A sentence.");
        display.ShowOutcome(final);

        string[] lines = _output.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(
            ["run_snapshot", "state_changed", "group_formed", "phase_started", "progress_made", "topology_adopted", "held_out_measured", "checkpoint_written", "warning_raised", "heartbeat", "run_ended"],
            lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("event").GetString()));
        Assert.Equal("A sentence.\n", _error.ToString());
        Expectation.Matches("json-events", _output.ToString());
    }

    [Fact]
    public void Results_of_an_earlier_end_are_shown_as_a_status()
    {
        new JsonRunDisplay(_output, _error).ShowOutcome(Samples.Status(RunState.Completed, Samples.Outcome));

        JsonElement status = JsonDocument.Parse(_output.ToString()).RootElement;
        Assert.Equal("completed", status.GetProperty("state").GetString());
        Assert.Equal(123_456, status.GetProperty("outcome").GetProperty("parameters").GetInt64());
    }

    [Fact]
    public void Every_kind_of_event_has_been_shown() =>
        Assert.Equal(
            typeof(RunEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(RunEvent)) && !type.IsAbstract).Select(type => type.Name).Order(),
            AllEvents().Select(happened => happened.GetType().Name).Append(nameof(RunEnded)).Order());

    private static IEnumerable<RunEvent> AllEvents() =>
    [
        new RunSnapshot(Samples.At(0), Samples.Start, Samples.Status(RunState.Running)),
        new StateChanged(Samples.At(1), Samples.Start, RunState.Running),
        new GroupFormed(Samples.At(1), Samples.Start, ["s1/cpu", "s2/cpu"], new(["s1/cpu"], ["s2/cpu"], [new("s1/cpu", "s2/cpu", 0, 32)])),
        new PhaseStarted(Samples.At(2), Samples.Start, new(0, "SearchWarmup", 0, 0, 0)),
        new ProgressMade(Samples.At(3), Samples.Start, Samples.Progress(7, 100)),
        new TopologyAdopted(Samples.At(4), Samples.Start, Samples.Network),
        new HeldOutMeasured(Samples.At(5), Samples.Start, 0, Samples.HeldOut),
        new CheckpointWritten(Samples.At(6), Samples.Start, Samples.Checkpoint),
        new WarningRaised(Samples.At(7), Samples.Start, "The disk is \"full\"."),
        new Heartbeat(Samples.At(7), Samples.Start),
    ];
}
