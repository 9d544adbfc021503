using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Training.Layouts;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>A session's part in groups: enters one after the other, takes the state over where it is told to, and proves that the copies are equal.</summary>
internal sealed class SessionMembership(CurrentGroup group, ISharedState state, SessionAudit? audit)
{
    /// <summary>Place in the group; null before the first one.</summary>
    internal SessionPlace? Place { get; private set; }

    /// <summary>False when a state was being taken over and did not arrive whole.</summary>
    internal bool IsWhole { get; private set; } = true;

    /// <summary>Enters a group.</summary>
    /// <exception cref="CollectiveException">The group broke.</exception>
    internal SessionPlace Enter(SessionGroup next)
    {
        ICollective world = next.Groups.World;
        SessionPlace place = new(next.Generation, world.Rank);
        if (!state.TakeRole(next) && next.Source is { } source)
        {
            TakeOver(world, source, place);
        }

        // All have what they need, or nobody counts as one of this group: where some did, states of the same update would be of different lineages.
        world.Barrier();
        group.Use(world);
        Place = place;
        audit?.Joined(place, world.WorldSize, next.Source, state.Position, next.Roles?[world.Rank] ?? ReplicaRole.Together);
        return place;
    }

    /// <summary>Compares all that the replicas hold; all must call it. Without peers, and without an audit, nothing is done.</summary>
    /// <exception cref="ReplicasDriftedException">They differ.</exception>
    internal void RequireEqual()
    {
        if (group.WorldSize > 1 || audit is not null)
        {
            string digest = StateDigest.Of(state.Position, state.Tensors);
            if (state.Roles is { } roles)
            {
                string common = StateDigest.Of(state.Position, state.Tensors.Where(tensor => TrainerSnapshot.IsCommon(tensor.Name)));
                StateDigest.RequireEqual(group, state.Position, digest, common, roles);
            }
            else
            {
                StateDigest.RequireEqual(group, state.Position, digest);
            }

            audit?.State(state.Position, digest);
        }
    }

    private void TakeOver(ICollective world, int source, SessionPlace place)
    {
        if (world.Rank == source)
        {
            StateTransfer.Give(world, state.Snapshot(place.Generation), state.Device);
            return;
        }

        IsWhole = false;
        CheckpointContent taken = StateTransfer.Take(world, source, state.Device);
        state.Restore(StateTransfer.AsRead(taken, $"in the memory of rank {source}"));
        IsWhole = true;
    }
}
