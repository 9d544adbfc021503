using Cdarts.Client.Cluster;
using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;
using Cdarts.Contracts.Grains;
using Cdarts.Silo.Clients;

namespace Cdarts.Client.Commands;

/// <summary>A run that a command is about.</summary>
/// <param name="Manifest">What it is.</param>
/// <param name="Location">Where it lies.</param>
/// <param name="Cluster">Cluster that trains it; null when a console's process does.</param>
internal sealed record FoundRun(RunManifest Manifest, RunLocation Location, ClusterAddress? Cluster)
{
    public string Name => Location.Name;

    public string Folder => Location.Folder;

    /// <summary>Finds a run: in the runs folder, by its path, or where the cluster knows it to be.</summary>
    /// <exception cref="CommandException">There is no such run, or the cluster that trains it has to be named.</exception>
    public static async Task<FoundRun> FindAsync(ClientServices services, string? runsFlag, string name, ClusterChoice choice, CancellationToken cancellationToken)
    {
        RunFolders folders = RunFolders.Choose(runsFlag, services.Variables);
        string folder = folders.TryFind(name) ?? await FromCatalogAsync(services, choice, name, cancellationToken) ?? folders.Find(name);
        RunManifest manifest = RunManifest.Read(folder);
        // The folder of a completed run tells everything.
        ClusterAddress? cluster = RunClusterFile.TryRead(folder) is { } remembered && ResultsFile.TryRead(folder) is null
            ? choice.AddressOf(manifest.Name, remembered)
            : null;
        return new(manifest, RunLocation.Of(manifest, folder), cluster);
    }

    private static async Task<string?> FromCatalogAsync(ClientServices services, ClusterChoice choice, string name, CancellationToken cancellationToken)
    {
        if (choice.Address is not { } address)
        {
            return null;
        }

        await using IRemoteCluster cluster = await services.Clusters.JoinAsync(address, cancellationToken);
        RunEntry? entry = (await cluster.RunsAsync()).FirstOrDefault(run => run.Name == name);
        return entry is not null && File.Exists(Path.Combine(entry.RunFolder, RunManifest.FileName)) ? entry.RunFolder : null;
    }
}
