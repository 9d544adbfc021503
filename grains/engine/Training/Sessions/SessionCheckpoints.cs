using Cdarts.Engine.Checkpoints;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>
/// The checkpoints of a session: when one is due, and the thread that writes them. Rank 0 writes; on other ranks taking one does nothing. Used on the
/// training thread, but for <see cref="Newest"/>.
/// </summary>
internal sealed class SessionCheckpoints : IDisposable
{
    private readonly SessionOptions _options;
    private readonly ISessionEvents _events;
    private readonly CheckpointSchedule _schedule;
    private readonly CheckpointWriter _writer;
    private volatile string? _newest;

    /// <summary>Starts the writing thread.</summary>
    /// <param name="store">Where checkpoints go.</param>
    /// <param name="options">Options of the session.</param>
    /// <param name="events">Is told of every durable checkpoint.</param>
    /// <param name="timeProvider">Clock.</param>
    /// <param name="newest">Checkpoint that the session was restored from, or null.</param>
    internal SessionCheckpoints(CheckpointStore store, SessionOptions options, ISessionEvents events, TimeProvider timeProvider, string? newest)
    {
        (_options, _events, _newest) = (options, events, newest);
        _schedule = new CheckpointSchedule(options.Settings.Checkpoint, timeProvider);
        _writer = new CheckpointWriter(store, Written, failure => events.Warning(failure.Message + " The training goes on."));
    }

    /// <summary>Newest durable checkpoint, or null.</summary>
    internal string? Newest => _newest;

    /// <summary>Whether one is due; call once per committed step.</summary>
    internal bool IsDue() => _schedule.IsDue();

    /// <summary>Snapshots on this thread, writes on the writer's. A writer that is still busy with the last but one is waited for.</summary>
    /// <param name="snapshot">Copies the state.</param>
    /// <param name="files">Metrics that must be durable before the checkpoint that stands behind them.</param>
    /// <param name="wait">Whether to return only when it is durable.</param>
    internal void Take(Func<CheckpointContent> snapshot, SessionFiles files, bool wait)
    {
        if (_options.Rank != 0)
        {
            return;
        }

        files.FlushMetrics();
        CheckpointContent content = snapshot();
        while (!_writer.TryEnqueue(content))
        {
            _writer.Flush();
        }

        _schedule.Taken();
        if (wait)
        {
            _writer.Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void Written(CheckpointManifest manifest, long bytes)
    {
        _newest = manifest.Name;
        _events.Checkpointed(new CheckpointNotice(manifest.Name, manifest.Generation, manifest.Cursor, bytes));
    }
}
