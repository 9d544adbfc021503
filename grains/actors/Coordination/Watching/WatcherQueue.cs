using Cdarts.Contracts.Events;

namespace Cdarts.Grains.Coordination.Watching;

/// <summary>
/// Events that wait for one watcher. When it is slow, the oldest progress is dropped beyond a bound; everything else is kept. Thread-safe, one reader.
/// </summary>
internal sealed class WatcherQueue(int progressBound)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<RunEvent> _events = [];
    private readonly Queue<LinkedListNode<RunEvent>> _progress = [];
    private TaskCompletionSource _available = NewSignal();

    /// <summary>Adds an event; returns at once.</summary>
    public void Add(RunEvent item)
    {
        lock (_gate)
        {
            LinkedListNode<RunEvent> node = _events.AddLast(item);
            if (item is ProgressMade)
            {
                _progress.Enqueue(node);
                if (_progress.Count > progressBound)
                {
                    _events.Remove(_progress.Dequeue());
                }
            }

            _available.TrySetResult();
        }
    }

    /// <summary>Takes the oldest event, if there is one.</summary>
    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out RunEvent? item)
    {
        lock (_gate)
        {
            item = _events.First?.Value;
            if (item is null)
            {
                return false;
            }

            _events.RemoveFirst();
            if (item is ProgressMade)
            {
                _progress.Dequeue();
            }

            if (_events.Count == 0)
            {
                _available = NewSignal();
            }

            return true;
        }
    }

    /// <summary>Waits until there is an event.</summary>
    /// <returns>False when <paramref name="patience"/> ran out first.</returns>
    public async Task<bool> WaitAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        Task available;
        lock (_gate)
        {
            available = _available.Task;
        }

        try
        {
            await available.WaitAsync(patience, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
