using Cdarts.Contracts.Grains;
using Cdarts.Grains.Placement;
using Orleans.Placement;

namespace Cdarts.Grains.Replicas;

/// <summary>The grain in front of a silo's replica host; it holds nothing, so that losing it loses nothing.</summary>
[ReplicaPlacement, Immovable, KeepAlive]
internal sealed class ReplicaGrain(ReplicaHost host) : Grain, IReplicaGrain
{
    /// <inheritdoc/>
    public Task<ReplicaStatus> Open(string runName, StartCommand start) => Task.FromResult(host.Open(runName, start));

    /// <inheritdoc/>
    public Task<ReplicaStatus> Prepare(PrepareCommand command) => Task.FromResult(host.Prepare(command));

    /// <inheritdoc/>
    public Task<ReplicaStatus> Join(string runName, JoinCommand command) => Task.FromResult(host.Join(runName, command));

    /// <inheritdoc/>
    public Task<ReplicaStatus> RunPhase(string runName, PhaseOrder order) => Task.FromResult(host.RunPhase(runName, order));

    /// <inheritdoc/>
    public Task<ReplicaStatus> Complete(string runName, CompleteOrder order) => Task.FromResult(host.Complete(runName, order));

    /// <inheritdoc/>
    public Task Yield(string runName, long generation, bool checkpoint)
    {
        host.Yield(runName, generation, checkpoint);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Stop(string runName, long generation, bool checkpoint)
    {
        host.Stop(runName, generation, checkpoint);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ReplicaStatus> Status(string runName) => Task.FromResult(host.Status(runName));
}
