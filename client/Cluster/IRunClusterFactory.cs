using Cdarts.Client.Commands;
using Cdarts.Silo.Clients;

namespace Cdarts.Client.Cluster;

/// <summary>The seam to the silo: starts a run's cluster in this process, or finds the process that has it.</summary>
internal interface IRunClusterFactory
{
    /// <summary>Starts a silo in this process that holds the run's lock.</summary>
    /// <exception cref="CommandException">The run is in use (exit code 5).</exception>
    Task<IRunCluster> StartAsync(string runFolder, string runName, string device, CancellationToken cancellationToken);

    /// <summary>Whether a process holds the run's lock now.</summary>
    bool IsRunning(string runFolder);

    /// <summary>Connects to the process that holds the run's lock.</summary>
    /// <exception cref="CommandException">It cannot be reached (exit code 3); trying again may help.</exception>
    Task<IRunCluster> ConnectAsync(string runFolder, string runName, CancellationToken cancellationToken);

    /// <summary>Connects with a cluster of silos that run by themselves.</summary>
    /// <exception cref="CommandException">It cannot be reached (exit code 3), or refuses the login (exit code 2).</exception>
    Task<IRemoteCluster> JoinAsync(ClusterAddress address, CancellationToken cancellationToken);
}
