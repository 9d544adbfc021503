using Cdarts.Engine.Checkpoints;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>
/// The checkpoints of a session: when one is due, and the thread that writes them. Rank 0 of the group writes; on other ranks, and before a group is entered,
/// taking one does nothing. Used on the training thread, but for <see cref="Newest"/>.
/// </summary>
internal sealed class SessionCheckpoints : IDisposable
{
    private readonly Func<CheckpointStore> _openStore;
    private readonly ISessionEvents _events;
    private readonly CheckpointSchedule _schedule;
    private CheckpointWriter? _writer;
    private bool _writes;
    private volatile string? _newest;

    /// <summary>Nothing is written yet.</summary>
    /// <param name="openStore">Opens the place where checkpoints go; called when this replica first becomes rank 0, since it tidies up there.</param>
    /// <param name="settings">When checkpoints are due.</param>
    /// <param name="events">Is told of every durable checkpoint.</param>
    /// <param name="timeProvider">Clock.</param>
    /// <param name="newest">Checkpoint that the session was restored from, or null.</param>
    internal SessionCheckpoints(
        Func<CheckpointStore> openStore, CheckpointSettings settings, ISessionEvents events, TimeProvider timeProvider, string? newest)
    {
        (_openStore, _events, _newest) = (openStore, events, newest);
        _schedule = new CheckpointSchedule(settings, timeProvider);
    }

    /// <summary>Newest durable checkpoint, or null.</summary>
    internal string? Newest => _newest;

    /// <summary>Whether this replica will take one after the next step.</summary>
    internal bool IsDueAfterNext() => _writes && _schedule.IsDueAfterNext();

    /// <summary>Call once per committed step.</summary>
    internal void Stepped() => _schedule.Stepped();

    /// <summary>Takes a place in a group.</summary>
    internal void Enter(SessionPlace place)
    {
        _writes = place.Rank == 0;
        if (_writes)
        {
            _writer ??= new CheckpointWriter(_openStore(), Written, failure => _events.Warning(failure.Message + " The training goes on."));
        }
    }

    /// <summary>Snapshots on this thread, writes on the writer's. A writer that is still busy with the last but one is waited for.</summary>
    /// <param name="snapshot">Copies the state.</param>
    /// <param name="files">Metrics that must be durable before the checkpoint that stands behind them.</param>
    /// <param name="wait">Whether to return only when it is durable.</param>
    internal void Take(Func<CheckpointContent> snapshot, SessionFiles files, bool wait)
    {
        if (!_writes || _writer is not { } writer)
        {
            return;
        }

        files.FlushMetrics();
        CheckpointContent content = snapshot();
        while (!writer.TryEnqueue(content))
        {
            writer.Flush();
        }

        _schedule.Taken();
        if (wait)
        {
            writer.Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer?.Dispose();

    private void Written(CheckpointManifest manifest, long bytes)
    {
        _newest = manifest.Name;
        _events.Checkpointed(new CheckpointNotice(manifest.Name, manifest.Generation, manifest.Cursor, bytes));
    }
}
