using Cdarts.Contracts.Grains;
using Cdarts.Grains.Placement;
using Orleans.Placement;

namespace Cdarts.Grains.Replicas;

/// <summary>The grain in front of a silo's replica host; it holds nothing, so that losing it loses nothing.</summary>
[ReplicaPlacement, Immovable, KeepAlive]
internal sealed class ReplicaGrain(ReplicaHost host) : Grain, IReplicaGrain
{
    /// <inheritdoc/>
    public Task<ReplicaStatus> Prepare(PrepareCommand command) => Task.FromResult(host.Prepare(command));

    /// <inheritdoc/>
    public Task<ReplicaStatus> Join(JoinCommand command) => Task.FromResult(host.Join(command));

    /// <inheritdoc/>
    public Task<ReplicaStatus> RunPhase(PhaseOrder order) => Task.FromResult(host.RunPhase(order));

    /// <inheritdoc/>
    public Task<ReplicaStatus> Complete(CompleteOrder order) => Task.FromResult(host.Complete(order));

    /// <inheritdoc/>
    public Task Stop(long generation, bool checkpoint)
    {
        host.Stop(generation, checkpoint);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ReplicaStatus> Status() => Task.FromResult(host.Status());
}
