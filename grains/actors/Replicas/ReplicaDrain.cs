namespace Cdarts.Grains.Replicas;

/// <summary>
/// When a silo is asked to end, its replica leaves first: at the lifecycle's stage Active, where calls to other silos still go through.
/// </summary>
internal sealed class ReplicaDrain(ReplicaHost host) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(ReplicaDrain), ServiceLifecycleStage.Active, _ => Task.CompletedTask, host.LeaveAsync);
}
