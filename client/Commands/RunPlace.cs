using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;
using Cdarts.Silo.Clients;

namespace Cdarts.Client.Commands;

/// <summary>Where a run is trained: in this process, or by a cluster.</summary>
/// <param name="Services">Services.</param>
/// <param name="Cluster">Cluster, or null.</param>
/// <param name="Detach">Whether the console leaves once the cluster has the run.</param>
internal sealed record RunPlace(ClientServices Services, ClusterAddress? Cluster, bool Detach)
{
    /// <summary>Refuses what does not go together.</summary>
    /// <exception cref="CommandException">Nobody would train the run after the console has left.</exception>
    public void Require(bool isCampaign)
    {
        if (Detach && Cluster is null)
        {
            throw new CommandException(ExitCode.BadConfiguration, "--detach leaves a run to a cluster: give --redis HOST:PORT, or leave --detach out.");
        }

        if (Detach && isCampaign)
        {
            throw new CommandException(ExitCode.BadConfiguration, "--detach is for one run, since the next run of --seeds waits for the one before: leave one of the two out.");
        }
    }

    /// <summary>Runs a run until it ends, or, detached, until it has started.</summary>
    public Task<ExitCode> RunAsync(RunManifest manifest, RunLocation run, IRunDisplay display) => Cluster is null
        ? new OwnRun(Services).RunAsync(manifest, run, display)
        : new ClusterRun(Services, Cluster, Detach).RunAsync(manifest, run, display);
}
