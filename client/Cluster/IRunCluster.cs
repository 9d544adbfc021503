using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Cluster;

/// <summary>A way to the coordinator of one run. Disposing it leaves the cluster; a cluster of this process is shut down.</summary>
internal interface IRunCluster : IAsyncDisposable
{
    /// <summary>What the user should know about the start, one sentence each.</summary>
    IReadOnlyList<string> Warnings { get; }

    /// <inheritdoc cref="ICoordinatorGrain.Start"/>
    Task<StartOutcome> StartAsync(StartCommand command);

    /// <inheritdoc cref="ICoordinatorGrain.Stop"/>
    Task StopAsync(bool checkpoint);

    /// <inheritdoc cref="ICoordinatorGrain.Pause"/>
    Task PauseAsync();

    /// <inheritdoc cref="ICoordinatorGrain.Status"/>
    Task<RunStatus> StatusAsync();

    /// <inheritdoc cref="ICoordinatorGrain.Watch"/>
    IAsyncEnumerable<RunEvent> Watch(EventPosition? after, CancellationToken cancellationToken);
}
