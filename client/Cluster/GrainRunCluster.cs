using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Cluster;

/// <summary>Speaks to the coordinator grain of one run.</summary>
internal sealed class GrainRunCluster(IGrainFactory grains, string runName, IAsyncDisposable owned, IReadOnlyList<string> warnings) : IRunCluster
{
    private readonly ICoordinatorGrain _coordinator = grains.GetGrain<ICoordinatorGrain>(runName);

    public IReadOnlyList<string> Warnings => warnings;

    public Task<StartOutcome> StartAsync(StartCommand command) => _coordinator.Start(command);

    public Task StopAsync(bool checkpoint) => _coordinator.Stop(checkpoint);

    public Task PauseAsync() => _coordinator.Pause();

    public Task<RunStatus> StatusAsync() => _coordinator.Status();

    public IAsyncEnumerable<RunEvent> Watch(EventPosition? after, CancellationToken cancellationToken) => _coordinator.Watch(after, cancellationToken);

    public ValueTask DisposeAsync() => owned.DisposeAsync();
}
