using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;

namespace Cdarts.Contracts.Tests.Events;

public sealed class RunEventsTests
{
    private static readonly EventPosition Position = new(3, 17);
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch.AddHours(1);

    private static readonly RunEvent[] Events =
    [
        new RunSnapshot(Position, At, Samples.Status),
        new StateChanged(Position, At, RunState.Stopping),
        new GroupFormed(Position, At, ["a/cpu", "b/cpu"], Samples.Layout),
        new PhaseStarted(Position, At, Samples.Cursor),
        new ProgressMade(Position, At, Samples.Progress),
        new TopologyAdopted(Position, At, Samples.Network),
        new HeldOutMeasured(Position, At, 2, Samples.HeldOut),
        new CheckpointWritten(Position, At, Samples.Checkpoint),
        new WarningRaised(Position, At, "The disk is full."),
        new RunEnded(Position, At, Samples.Status),
        new Heartbeat(Position, At),
    ];

    public static TheoryData<RunEvent> All { get; } = new(Events);

    [Theory]
    [MemberData(nameof(All))]
    public void An_event_comes_back_as_what_it_was(RunEvent item)
    {
        RunEvent back = RoundTrip.Of(item);

        Assert.IsType(item.GetType(), back);
        Assert.Equivalent(item, back, strict: true);
        Assert.Equal(Position, back.Position);
    }

    [Fact]
    public void Every_event_is_tried() =>
        Assert.Equal(
            typeof(RunEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(RunEvent))).Select(t => t.Name).Order(),
            Events.Select(e => e.GetType().Name).Order());
}
