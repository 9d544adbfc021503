using System.Runtime.CompilerServices;
using Cdarts.Client.Commands;
using Cdarts.Client.Tests.Support;
using Cdarts.Client.Watching;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Tests.Watching;

public sealed class EventStreamTests
{
    private static readonly RunEvent First = new StateChanged(Samples.At(1), Samples.Start, RunState.Running);
    private static readonly RunEvent Second = new StateChanged(Samples.At(2), Samples.Start, RunState.Running);
    private static readonly RunEvent End = new RunEnded(Samples.At(3), Samples.Start, Samples.Status(RunState.Completed));

    private readonly JumpingTime _time = new();
    private readonly List<EventPosition?> _openedAfter = [];

    [Fact]
    public async Task The_stream_ends_with_the_run() => Assert.Equal([First, End], await ReadAsync(Watches([First, End, Second])));

    [Fact]
    public async Task A_broken_watch_is_opened_again_after_the_last_event()
    {
        Assert.Equal([First, Second, End], await ReadAsync(Watches([First, new IOException("gone")], [Second], [End])));
        Assert.Equal([null, First.Position, Second.Position], _openedAfter);
    }

    [Fact]
    public async Task A_watch_that_cannot_be_opened_is_tried_again()
    {
        Assert.Equal([End], await ReadAsync(Watches([new IOException("refused")], [new CommandException(ExitCode.ClusterUnreachable, "no")], [], [End])));
        Assert.Equal(4, _openedAfter.Count);
    }

    [Fact]
    public async Task A_silent_watch_is_opened_again()
    {
        TaskCompletionSource cancelled = new();
        Assert.Equal([First, End], await ReadAsync((after, token) => _openedAfter.Count == 0 ? Silent(token) : Watch([End], after)));
        await cancelled.Task;

        async IAsyncEnumerable<RunEvent> Silent([EnumeratorCancellation] CancellationToken token)
        {
            _openedAfter.Add(null);
            yield return First;
            _time.EndNextTimeout = true;
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                cancelled.SetResult();
            }
        }
    }

    [Fact]
    public async Task After_the_deadline_the_cluster_is_unreachable()
    {
        CommandException error = await Assert.ThrowsAsync<CommandException>(() => ReadAsync((after, _) => Watch([new IOException("refused")], after)));

        Assert.Equal(ExitCode.ClusterUnreachable, error.ExitCode);
        Assert.Equal("The process that runs demo did not answer for 30 s: see whether it lives, then try again.", error.Message);
        Assert.Equal("refused", error.InnerException!.Message);
        Assert.True(_time.GetUtcNow() - Samples.Start >= TimeSpan.FromSeconds(30));
        Assert.True(_openedAfter.Count >= 5);
    }

    [Fact]
    public async Task A_problem_that_time_does_not_mend_is_told_at_once()
    {
        await Assert.ThrowsAsync<CommandException>(() => ReadAsync(Watches([new CommandException(ExitCode.NotFoundOrInUse, "gone")])));

        Assert.Single(_openedAfter);
    }

    [Fact]
    public async Task A_cancelled_watcher_leaves()
    {
        using CancellationTokenSource cancellation = new();
        OpenWatch open = (_, token) => Hanging(token);
        Task reading = ReadAsync(open, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        static async IAsyncEnumerable<RunEvent> Hanging([EnumeratorCancellation] CancellationToken token)
        {
            yield return First;
            await Task.Delay(Timeout.Infinite, token);
        }
    }

    private OpenWatch Watches(params object[][] watches) => (after, _) => Watch(watches[_openedAfter.Count], after);

    private async IAsyncEnumerable<RunEvent> Watch(object[] items, EventPosition? after)
    {
        _openedAfter.Add(after);
        await Task.Yield();
        foreach (object item in items)
        {
            yield return item as RunEvent ?? throw (Exception)item;
        }
    }

    private async Task<List<RunEvent>> ReadAsync(OpenWatch open, CancellationToken cancellationToken = default)
    {
        List<RunEvent> events = [];
        await foreach (RunEvent happened in new EventStream(_time, "demo", TimeSpan.FromSeconds(30)).ReadAsync(open, cancellationToken))
        {
            events.Add(happened);
        }

        return events;
    }
}
