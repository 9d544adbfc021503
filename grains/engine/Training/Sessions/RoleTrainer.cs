using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Training.Layouts;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>
/// A session's trainer in the role that its generation gives it: at first one that holds both networks, and another one when the role changes. Bound to the
/// training thread.
/// </summary>
internal sealed class RoleTrainer : IDisposable
{
    private readonly Func<ReplicaGroups, CdartsTrainer> _create;
    private readonly CurrentGroup _world;
    private ReplicaGroups _groups;

    /// <summary>Takes a trainer that holds both networks over.</summary>
    /// <param name="trainer">Trainer.</param>
    /// <param name="create">Makes another one, from the run's seed.</param>
    /// <param name="world">All replicas.</param>
    internal RoleTrainer(CdartsTrainer trainer, Func<ReplicaGroups, CdartsTrainer> create, CurrentGroup world)
    {
        (Trainer, _create, _world) = (trainer, create, world);
        _groups = ReplicaGroups.Together(world);
    }

    /// <summary>The trainer.</summary>
    internal CdartsTrainer Trainer { get; private set; }

    /// <summary>Who holds which network; null when every replica holds both.</summary>
    internal ReplicaRoles? Roles { get; private set; }

    /// <summary>False when the state of another role was being put in place of this one and did not arrive whole.</summary>
    internal bool IsWhole { get; private set; } = true;

    /// <summary>Deadline of all groups for data of a peer that is alive.</summary>
    internal TimeSpan Patience
    {
        set
        {
            _world.DataDeadline = value;
            if (Roles is not null)
            {
                _groups.Own.DataDeadline = value;
            }
        }
    }

    /// <summary>Enters a generation in the role that it gives.</summary>
    /// <param name="next">Generation.</param>
    /// <param name="snapshot">Copies a trainer's state.</param>
    /// <param name="restore">Puts a state into a trainer.</param>
    /// <returns>False, and nothing is done, when all replicas hold both networks and this one does already.</returns>
    /// <exception cref="CollectiveException">The group broke; the state is as before.</exception>
    internal bool Enter(SessionGroup next, Func<CdartsTrainer, CheckpointContent> snapshot, Action<CdartsTrainer, CheckpointReadResult> restore)
    {
        ReplicaRoles? roles = next.Roles is { IsSplit: true } split ? split : null;
        ReplicaRole role = roles?[next.Groups.World.Rank] ?? ReplicaRole.Together, before = Trainer.State.Role;
        if (roles is null && before == ReplicaRole.Together)
        {
            Roles = null;
            return false;
        }

        CheckpointContent? state = StateFor(next, role, before, snapshot);
        Roles = roles;
        _world.Use(next.Groups.World);
        IsWhole = state is null;
        if (role == before)
        {
            _groups.Use(next.Groups, roles!);
        }
        else
        {
            Replace(roles is null ? ReplicaGroups.Together(_world) : ReplicaGroups.Split(next.Groups, roles));
        }

        if (state is not null)
        {
            restore(Trainer, StateTransfer.AsRead(state, next.Source is { } source ? $"in the memory of rank {source}" : "in memory"));
            IsWhole = true;
        }

        return true;
    }

    /// <summary>Holds both networks again, with a whole state.</summary>
    /// <param name="state">State.</param>
    /// <param name="restore">Puts it into a trainer.</param>
    internal void Rewind(CheckpointContent state, Action<CdartsTrainer, CheckpointReadResult> restore)
    {
        (Roles, IsWhole) = (null, false);
        Replace(ReplicaGroups.Together(_world));
        restore(Trainer, StateTransfer.AsRead(state, "in memory"));
        IsWhole = true;
    }

    /// <summary>
    /// The whole state for a checkpoint, where the networks are on different replicas: rank 0 writes it, and gets what it does not hold from the lowest rank that
    /// does. All replicas call it, at the same update.
    /// </summary>
    /// <param name="snapshot">Copies a trainer's state.</param>
    /// <returns>Null on all ranks but 0.</returns>
    internal CheckpointContent? WholeSnapshot(Func<CdartsTrainer, CheckpointContent> snapshot)
    {
        ReplicaRoles roles = Roles!;
        NetworkSide other = roles[0] == ReplicaRole.Search ? NetworkSide.Evaluation : NetworkSide.Search;
        int giver = roles.RanksOf(other)[0];
        if (_world.Rank == giver)
        {
            StateTransfer.Send(_world, 0, snapshot(Trainer), Trainer.State.Device);
            return null;
        }

        if (_world.Rank != 0)
        {
            return null;
        }

        CheckpointContent own = snapshot(Trainer), theirs = StateTransfer.Receive(_world, giver, Trainer.State.Device);
        return other == NetworkSide.Evaluation ? TrainerSnapshot.Merge(own, theirs) : TrainerSnapshot.Merge(theirs, own);
    }

    /// <summary>
    /// The whole state on every replica, where the networks are on different ones: its own part, and the other network's from one of its pairs. All replicas call it, at
    /// the same update.
    /// </summary>
    /// <param name="snapshot">Copies a trainer's state.</param>
    /// <param name="globalBatch">Pictures of the validation batch.</param>
    /// <exception cref="CollectiveException">The group broke.</exception>
    internal CheckpointContent MirrorSnapshot(Func<CdartsTrainer, CheckpointContent> snapshot, int globalBatch)
    {
        CheckpointContent own = snapshot(Trainer), theirs = own;
        bool isSearch = Trainer.State.Role == ReplicaRole.Search;
        CheckpointContent given = isSearch ? own : own with { Search = [], Run = [] };
        foreach ((int from, int to) in MirrorPlan.Of(Roles!, globalBatch))
        {
            if (from == _world.Rank)
            {
                StateTransfer.Send(_world, to, given, Trainer.State.Device);
            }
            else if (to == _world.Rank)
            {
                theirs = StateTransfer.Receive(_world, from, Trainer.State.Device);
            }
        }

        return isSearch ? TrainerSnapshot.Merge(own, theirs) : TrainerSnapshot.Merge(theirs, own);
    }

    /// <inheritdoc/>
    public void Dispose() => Trainer.Dispose();

    private CheckpointContent? StateFor(SessionGroup next, ReplicaRole role, ReplicaRole before, Func<CdartsTrainer, CheckpointContent> snapshot)
    {
        if (next.Source is { } source)
        {
            return StateTransfer.Gather(next.Groups.World, source, next.EvaluationSource ?? source, () => snapshot(Trainer), Trainer.State.Device);
        }

        return role == before ? null
            : before == ReplicaRole.Together ? snapshot(Trainer)
            : throw new InvalidOperationException($"A replica of the role {before} cannot take the role {role} without a source of the other network.");
    }

    /// <summary>The old one goes first: a device may not have memory for both.</summary>
    private void Replace(ReplicaGroups groups)
    {
        SessionAudit? audit = Trainer.Audit;
        Trainer.Dispose();
        _groups = groups;
        Trainer = _create(groups);
        Trainer.Audit = audit;
    }
}
