using System.Runtime.CompilerServices;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;

namespace Cdarts.Grains.Coordination.Watching;

/// <summary>
/// Numbers the events of a run, remembers the last ones of the current generation and hands them to watchers. Not thread-safe; a grain's turns
/// serve it.
/// </summary>
internal sealed class EventLog(TimeProvider time, TimeSpan heartbeat, int window = 500, int progressBound = 256)
{
    private readonly Queue<RunEvent> _window = [];
    private readonly List<WatcherQueue> _watchers = [];
    private EventPosition _last;

    /// <summary>Watchers at present.</summary>
    public int Watchers => _watchers.Count;

    /// <summary>Numbers an event and hands it to every watcher. A new generation starts at number 1 with an empty window.</summary>
    public void Publish(long generation, Func<EventPosition, DateTimeOffset, RunEvent> create)
    {
        if (generation != _last.Generation)
        {
            _window.Clear();
            _last = new(generation, 0);
        }

        _last = new(generation, _last.Number + 1);
        RunEvent item = create(_last, time.GetUtcNow());
        _window.Enqueue(item);
        if (_window.Count > window)
        {
            _window.Dequeue();
        }

        foreach (WatcherQueue watcher in _watchers)
        {
            watcher.Add(item);
        }
    }

    /// <summary>Events after a position, or a snapshot and then events; ends after the run's end.</summary>
    /// <param name="after">Last position that the watcher has, or null.</param>
    /// <param name="status">Gives the status for a snapshot.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    public async IAsyncEnumerable<RunEvent> Watch(
        EventPosition? after, Func<RunStatus> status, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        WatcherQueue queue = new(progressBound);
        foreach (RunEvent missed in Missed(after, status))
        {
            queue.Add(missed);
        }

        _watchers.Add(queue);
        try
        {
            while (true)
            {
                while (queue.TryTake(out RunEvent? item))
                {
                    yield return item;
                    if (item is RunEnded)
                    {
                        yield break;
                    }
                }

                if (!await queue.WaitAsync(heartbeat, time, cancellationToken))
                {
                    yield return new Heartbeat(_last, time.GetUtcNow());
                }
            }
        }
        finally
        {
            _watchers.Remove(queue);
        }
    }

    private IEnumerable<RunEvent> Missed(EventPosition? after, Func<RunStatus> status)
    {
        long oldest = _window.Count == 0 ? _last.Number : _window.Peek().Position.Number;
        bool known = after is { } position && position.Generation == _last.Generation && position.Number <= _last.Number
            && position.Number >= oldest - 1 && _last.Number > 0;
        RunStatus now = status();
        if (known)
        {
            foreach (RunEvent item in _window.Where(e => e.Position.Number > after!.Value.Number))
            {
                yield return item;
            }
        }
        else
        {
            EventPosition here = _last.Number == 0 ? new(now.Generation, 0) : _last;
            yield return new RunSnapshot(here, time.GetUtcNow(), now);
        }

        bool endSeen = known && _window.LastOrDefault() is RunEnded && after!.Value.Number < _last.Number;
        if (now.State.IsOver() && !endSeen)
        {
            yield return new RunEnded(_last.Number == 0 ? new(now.Generation, 0) : _last, time.GetUtcNow(), now);
        }
    }
}
