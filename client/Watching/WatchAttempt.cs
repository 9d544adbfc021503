using Cdarts.Contracts.Events;

namespace Cdarts.Client.Watching;

/// <summary>One watch with bounded waits: an enumerator that hangs is cancelled and disposed of in the background, never waited for.</summary>
internal sealed class WatchAttempt : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _cancellation;
    private readonly IAsyncEnumerator<RunEvent> _events;
    private Task<bool> _moving = Task.FromResult(false);

    public WatchAttempt(OpenWatch open, EventPosition? after, TimeProvider time, CancellationToken cancellationToken)
    {
        _time = time;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _events = open(after, _cancellation.Token).GetAsyncEnumerator(_cancellation.Token);
    }

    /// <summary>The event that the last move reached.</summary>
    public RunEvent Current => _events.Current;

    /// <summary>Moves to the next event; false at the watch's end.</summary>
    /// <exception cref="TimeoutException">No event came in time.</exception>
    public Task<bool> MoveAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        _moving = _events.MoveNextAsync().AsTask();
        return _moving.WaitAsync(longest, _time, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_moving.IsCompleted)
        {
            await _events.DisposeAsync();
            _cancellation.Dispose();
            return;
        }

        await _cancellation.CancelAsync();
        _ = DisposeLaterAsync();
    }

    private async Task DisposeLaterAsync()
    {
        await ((Task)_moving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _events.DisposeAsync();
        _cancellation.Dispose();
    }
}
