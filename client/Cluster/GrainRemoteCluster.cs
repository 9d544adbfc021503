using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Cluster;

/// <summary>Speaks to the grains of a cluster.</summary>
internal sealed class GrainRemoteCluster(IGrainFactory grains, IAsyncDisposable connection) : IRemoteCluster
{
    public IRunCluster Run(string runName) => new GrainRunCluster(grains, runName, connection, []);

    public Task<IReadOnlyList<SiloEntry>> SilosAsync() => grains.GetGrain<ISiloInventoryGrain>(0).List();

    public Task<IReadOnlyList<RunEntry>> RunsAsync() => grains.GetGrain<IRunCatalogGrain>(0).List();

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
