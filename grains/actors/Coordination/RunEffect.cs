using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;

namespace Cdarts.Grains.Coordination;

/// <summary>Something that the coordinator must do after a transition, in order. A failed <see cref="Fence"/> forbids all that follow.</summary>
internal abstract record RunEffect
{
    private RunEffect()
    {
    }

    /// <summary>Write the record; nothing may be commanded before the write is through.</summary>
    public sealed record Fence : RunEffect;

    /// <summary>Write the record; if storage fails, go on and write later.</summary>
    public sealed record Persist : RunEffect;

    /// <summary>Tell the catalog the run's state.</summary>
    public sealed record NoteInCatalog : RunEffect;

    /// <summary>Tell the watchers.</summary>
    public sealed record Publish(Func<EventPosition, DateTimeOffset, RunEvent> Create) : RunEffect;

    /// <summary>Ask the replicas to open the run; ranks in order.</summary>
    public sealed record Prepare(IReadOnlyList<string> Replicas, MemoryUse Memory) : RunEffect;

    /// <summary>Rebuild the network grains from a resume point.</summary>
    public sealed record Rebuild(ReplicaResume Resume) : RunEffect;

    /// <summary>Ask replicas to join the group.</summary>
    public sealed record Join(IReadOnlyList<string> Replicas, string Secret) : RunEffect;

    /// <summary>Ask a replica to open the run while the group trains.</summary>
    public sealed record OpenReplica(string Replica) : RunEffect;

    /// <summary>Halt replicas at a step boundary.</summary>
    public sealed record YieldReplicas(IReadOnlyList<string> Replicas, bool Checkpoint) : RunEffect;

    /// <summary>Derive a topology, and adopt it unless it is the final one.</summary>
    public sealed record Derive(int Cycle, AlphasSnapshot Alphas, bool Final) : RunEffect;

    /// <summary>Give replicas a phase to run.</summary>
    public sealed record OrderPhase(IReadOnlyList<string> Replicas, PhaseOrder Order) : RunEffect;

    /// <summary>Order replicas to write the results.</summary>
    public sealed record OrderComplete(IReadOnlyList<string> Replicas, CompleteOrder Order) : RunEffect;

    /// <summary>Note held-out figures.</summary>
    public sealed record NoteHeldOut(int Cycle, HeldOutRecord Figures) : RunEffect;

    /// <summary>End the run on replicas.</summary>
    public sealed record StopReplicas(IReadOnlyList<string> Replicas, bool Checkpoint) : RunEffect;
}
