using System.Runtime.CompilerServices;
using Cdarts.Client.Cluster;
using Cdarts.Client.Runs;
using Cdarts.Client.Watching;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Cdarts.Silo.Clients;

namespace Cdarts.Client.Commands;

/// <summary>Looks at a run of another process or of a cluster; when nobody has it, at its folder.</summary>
internal sealed class OtherRun(ClientServices services)
{
    /// <summary>How long a running process may stay silent.</summary>
    public static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a cluster may stay silent: as long as it takes to start it again.</summary>
    public static TimeSpan ClusterDeadline { get; } = TimeSpan.FromMinutes(3);

    /// <exception cref="CommandException">Somebody has the run, but does not answer (exit code 3).</exception>
    public async Task<RunStatus> StatusAsync(FoundRun run, CancellationToken cancellationToken)
    {
        await foreach (RunEvent happened in ReadAsync(run, cancellationToken))
        {
            switch (happened)
            {
                case RunSnapshot { Status.State: not RunState.Unknown } snapshot:
                    return snapshot.Status;
                case RunEnded ended:
                    return ended.Status;
            }
        }

        return FolderStatus.Read(run.Folder, run.Manifest);
    }

    /// <summary>Events until the run ends or nobody has it any more; connections that break are made again.</summary>
    public IAsyncEnumerable<RunEvent> ReadAsync(FoundRun run, CancellationToken cancellationToken) => run.Cluster is { } address
        ? ReadClusterAsync(run, address, cancellationToken)
        : new EventStream(services.Time, run.Name, Deadline).ReadAsync((after, token) => WatchOnceAsync(run, after, token), cancellationToken);

    /// <summary>A way to the run's coordinator; null when nobody has the run.</summary>
    public async Task<IRunCluster?> ReachAsync(FoundRun run, CancellationToken cancellationToken) =>
        run.Cluster is { } address ? (await services.Clusters.JoinAsync(address, cancellationToken)).Run(run.Name)
        : services.Clusters.IsRunning(run.Folder) ? await services.Clusters.ConnectAsync(run.Folder, run.Name, cancellationToken)
        : null;

    private async IAsyncEnumerable<RunEvent> ReadClusterAsync(
        FoundRun run, ClusterAddress address, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One connection for all watches: it finds another silo by itself.
        await using IRemoteCluster cluster = await services.Clusters.JoinAsync(address, cancellationToken);
        IRunCluster coordinator = cluster.Run(run.Name);
        await foreach (RunEvent happened in new EventStream(services.Time, run.Name, ClusterDeadline).ReadAsync(coordinator.Watch, cancellationToken))
        {
            if (happened is RunSnapshot { Status.State: RunState.Unknown })
            {
                // The cluster was started anew and does not know the run.
                yield return OfFolder(run);
                yield break;
            }

            yield return happened;
        }
    }

    private async IAsyncEnumerable<RunEvent> WatchOnceAsync(
        FoundRun run, EventPosition? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!services.Clusters.IsRunning(run.Folder))
        {
            yield return OfFolder(run);
            yield break;
        }

        await using IRunCluster cluster = await services.Clusters.ConnectAsync(run.Folder, run.Name, cancellationToken);
        await foreach (RunEvent happened in cluster.Watch(after, cancellationToken))
        {
            yield return happened;
        }
    }

    private RunEnded OfFolder(FoundRun run)
    {
        RunStatus status = FolderStatus.Read(run.Folder, run.Manifest);
        return new(new(status.Generation, 0), services.Time.GetUtcNow(), status);
    }
}
