using Cdarts.Client.Commands;
using Cdarts.Engine;
using Cdarts.Silo.Clients;
using Cdarts.Silo.Embedded;
using Cdarts.Silo.Runs;

namespace Cdarts.Client.Cluster;

/// <summary>The real clusters: the only file of the console that starts a silo or connects with one.</summary>
internal sealed class SiloRunClusters : IRunClusterFactory
{
    public async Task<IRunCluster> StartAsync(string runFolder, string runName, string device, CancellationToken cancellationToken)
    {
        try
        {
            EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(
                new() { RunFolder = runFolder, RunName = runName, Device = device }, cancellationToken);
            return new GrainRunCluster(cluster.Grains, runName, cluster, cluster.Warnings);
        }
        catch (CdartsException error)
        {
            // In use, or a folder that cannot be used.
            throw new CommandException(ExitCode.NotFoundOrInUse, error.Message, error);
        }
    }

    public bool IsRunning(string runFolder) => RunLock.IsHeld(runFolder);

    public async Task<IRunCluster> ConnectAsync(string runFolder, string runName, CancellationToken cancellationToken)
    {
        if (RunEndpoint.TryRead(runFolder) is not { } endpoint)
        {
            throw new CommandException(ExitCode.ClusterUnreachable, $"The run {runName} is starting or ending and does not say yet where it can be reached.");
        }

        try
        {
            RunConnection connection = await RunConnection.ConnectAsync(endpoint, cancellationToken);
            return new GrainRunCluster(connection.Grains, runName, connection, []);
        }
        catch (ClusterUnreachableException error)
        {
            throw new CommandException(ExitCode.ClusterUnreachable, error.Message, error);
        }
    }

    public async Task<IRemoteCluster> JoinAsync(ClusterAddress address, CancellationToken cancellationToken)
    {
        try
        {
            ClusterConnection connection = await ClusterConnection.ConnectAsync(address, TimeProvider.System, cancellationToken);
            return new GrainRemoteCluster(connection.Grains, connection);
        }
        catch (ClusterUnreachableException error)
        {
            throw new CommandException(ExitCode.ClusterUnreachable, error.Message, error);
        }
        catch (CdartsException error)
        {
            throw new CommandException(ExitCode.BadConfiguration, error.Message, error);
        }
    }
}
