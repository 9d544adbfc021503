using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Collectives;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>
/// A whole state of some steps ago in host memory, while the networks are on different replicas: where the last replica of a network is lost, the others go back to it
/// instead of to a checkpoint. Bound to the training thread.
/// </summary>
/// <param name="interval">Committed steps from one to the next; 0 = none.</param>
/// <param name="globalBatch">Pictures of the validation batch.</param>
internal sealed class SessionMirror(int interval, int globalBatch)
{
    /// <summary>The state; null before the first one.</summary>
    internal CheckpointContent? Content { get; private set; }

    /// <summary>
    /// Entered a group, all of whose replicas stand at the same update: what was kept before counts no more where it is of an attempt that was given up, and not at all where
    /// every replica holds all. Apart, all take a new one at once, since newcomers have none.
    /// </summary>
    /// <exception cref="CollectiveException">The group broke.</exception>
    internal void Entered(RoleTrainer held, Func<CdartsTrainer, CheckpointContent> snapshot)
    {
        if (held.Roles is null || Content?.Cursor.CompareTo(held.Trainer.Next) > 0)
        {
            Content = null;
        }

        Take(held, snapshot);
    }

    /// <summary>After a committed step, takes a new one where it is due; all replicas come to this at the same step.</summary>
    /// <param name="held">Trainer.</param>
    /// <param name="globalStep">Committed steps of the run.</param>
    /// <param name="snapshot">Copies a trainer's state.</param>
    /// <exception cref="CollectiveException">The group broke; the one before stays.</exception>
    internal void Stepped(RoleTrainer held, long globalStep, Func<CdartsTrainer, CheckpointContent> snapshot)
    {
        if (interval > 0 && globalStep % interval == 0)
        {
            Take(held, snapshot);
        }
    }

    private void Take(RoleTrainer held, Func<CdartsTrainer, CheckpointContent> snapshot)
    {
        if (interval > 0 && held.Roles is not null)
        {
            Content = held.MirrorSnapshot(snapshot, globalBatch);
        }
    }
}
