using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Cdarts.Grains.Coordination.Watching;
using Microsoft.Extensions.Time.Testing;

namespace Cdarts.Grains.Tests.Coordination.Watching;

public sealed class EventLogTests
{
    private readonly FakeTimeProvider _time = new();
    private RunState _state = RunState.Running;

    [Fact]
    public async Task Begins_with_a_snapshot_at_the_last_position()
    {
        EventLog log = Create();
        Warn(log, 1, "a");
        Warn(log, 1, "b");

        await using var watch = Watch(log, null);

        Assert.Equal(new EventPosition(1, 2), Assert.IsType<RunSnapshot>(await NextAsync(watch)).Position);
        Warn(log, 1, "c");
        Assert.Equal("c", Assert.IsType<WarningRaised>(await NextAsync(watch)).Message);
    }

    [Theory]
    [InlineData(0, "a b c")]
    [InlineData(2, "c")]
    [InlineData(3, "")]
    public async Task A_known_position_gets_what_came_after_it(long after, string expected)
    {
        EventLog log = Create();
        Warn(log, 1, "a");
        Warn(log, 1, "b");
        Warn(log, 1, "c");
        await using var watch = Watch(log, new(1, after));

        foreach (string message in expected.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.Equal(message, Assert.IsType<WarningRaised>(await NextAsync(watch)).Message);
        }

        Warn(log, 1, "next");
        Assert.Equal("next", Assert.IsType<WarningRaised>(await NextAsync(watch)).Message);
    }

    [Theory]
    [InlineData(1, 2)] // an older generation
    [InlineData(3, 1)] // one that does not exist yet
    [InlineData(2, 9)] // a number that does not exist yet
    [InlineData(2, 0)] // a number that has left the window
    public async Task A_position_that_is_not_in_the_window_gets_a_snapshot(long generation, long number)
    {
        EventLog log = Create(window: 2);
        Warn(log, 1, "old");
        Warn(log, 1, "old");
        Warn(log, 2, "a");
        Warn(log, 2, "b");
        Warn(log, 2, "c");

        await using var watch = Watch(log, new(generation, number));

        Assert.Equal(new EventPosition(2, 3), Assert.IsType<RunSnapshot>(await NextAsync(watch)).Position);
    }

    [Fact]
    public async Task A_quiet_run_beats_every_interval()
    {
        EventLog log = Create();
        Warn(log, 1, "a");
        await using var watch = Watch(log, null);
        await NextAsync(watch);

        for (int beat = 0; beat < 2; beat++)
        {
            ValueTask<bool> next = watch.MoveNextAsync();
            Assert.False(next.IsCompleted);
            _time.Advance(TimeSpan.FromSeconds(2));
            Assert.True(await next);
            Assert.Equal(new EventPosition(1, 1), Assert.IsType<Heartbeat>(watch.Current).Position);
        }
    }

    [Fact]
    public async Task Ends_after_the_run_and_forgets_the_watcher()
    {
        EventLog log = Create();
        await using var watch = Watch(log, null);
        await NextAsync(watch);
        Assert.Equal(1, log.Watchers);

        _state = RunState.Completed;
        log.Publish(1, (p, at) => new RunEnded(p, at, Status()));

        Assert.IsType<RunEnded>(await NextAsync(watch));
        Assert.False(await watch.MoveNextAsync());
        Assert.Equal(0, log.Watchers);
    }

    [Fact]
    public async Task A_slow_watcher_loses_old_progress_and_nothing_else()
    {
        EventLog log = Create();
        await using var watch = Watch(log, null);
        await NextAsync(watch);

        Warn(log, 1, "first");
        for (int step = 0; step < 300; step++)
        {
            RunProgress progress = new(new(0, "Joint", 0, step, 0), 1, 1, 1, step, 300, null, null, null, null, null, null, 0);
            log.Publish(1, (p, at) => new ProgressMade(p, at, progress));
        }

        Warn(log, 1, "last");
        Assert.Equal("first", Assert.IsType<WarningRaised>(await NextAsync(watch)).Message);
        for (int step = 300 - 256; step < 300; step++)
        {
            Assert.Equal(step, Assert.IsType<ProgressMade>(await NextAsync(watch)).Progress.GlobalStep);
        }

        Assert.Equal("last", Assert.IsType<WarningRaised>(await NextAsync(watch)).Message);
    }

    [Fact]
    public async Task A_cancelled_watch_leaves()
    {
        EventLog log = Create();
        using CancellationTokenSource cancel = new();
        await using var watch = log.Watch(null, Status, cancel.Token).GetAsyncEnumerator(cancel.Token);
        await NextAsync(watch);
        ValueTask<bool> next = watch.MoveNextAsync();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        Assert.Equal(0, log.Watchers);
    }

    private static void Warn(EventLog log, long generation, string message) => log.Publish(generation, (p, at) => new WarningRaised(p, at, message));

    private static async Task<RunEvent> NextAsync(IAsyncEnumerator<RunEvent> watch)
    {
        Assert.True(await watch.MoveNextAsync());
        return watch.Current;
    }

    private EventLog Create(int window = 500) => new(_time, TimeSpan.FromSeconds(2), window);

    private IAsyncEnumerator<RunEvent> Watch(EventLog log, EventPosition? after) =>
        log.Watch(after, Status, CancellationToken.None).GetAsyncEnumerator();

    private RunStatus Status() => new("run", _state, 1, null, null, null, null, [], [], null, true, null);
}
