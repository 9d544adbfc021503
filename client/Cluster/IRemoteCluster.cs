using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Cluster;

/// <summary>A cluster of silos that run by themselves. Disposing it leaves it.</summary>
internal interface IRemoteCluster : IAsyncDisposable
{
    /// <summary>A way to the coordinator of a run; disposing it leaves the cluster.</summary>
    IRunCluster Run(string runName);

    /// <inheritdoc cref="ISiloInventoryGrain.List"/>
    Task<IReadOnlyList<SiloEntry>> SilosAsync();

    /// <inheritdoc cref="IRunCatalogGrain.List"/>
    Task<IReadOnlyList<RunEntry>> RunsAsync();
}
