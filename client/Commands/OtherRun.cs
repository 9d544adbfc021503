using System.Runtime.CompilerServices;
using Cdarts.Client.Cluster;
using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;
using Cdarts.Client.Watching;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Commands;

/// <summary>Looks at a run of another process; when no process has it, at its folder.</summary>
internal sealed class OtherRun(ClientServices services)
{
    /// <summary>How long a running process may stay silent.</summary>
    public static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(30);

    /// <exception cref="CommandException">A process has the run, but does not answer (exit code 3).</exception>
    public async Task<RunStatus> StatusAsync(RunLocation run, CancellationToken cancellationToken)
    {
        await foreach (RunEvent happened in ReadAsync(run, cancellationToken))
        {
            switch (happened)
            {
                case RunSnapshot snapshot:
                    return snapshot.Status;
                case RunEnded ended:
                    return ended.Status;
            }
        }

        return FolderStatus.Read(run.Folder, RunManifest.Read(run.Folder));
    }

    /// <summary>Events until the run ends or its process does; connections that break are made again.</summary>
    public IAsyncEnumerable<RunEvent> ReadAsync(RunLocation run, CancellationToken cancellationToken) =>
        new EventStream(services.Time, run.Name, Deadline).ReadAsync((after, token) => WatchOnceAsync(run, after, token), cancellationToken);

    private async IAsyncEnumerable<RunEvent> WatchOnceAsync(
        RunLocation run, EventPosition? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!services.Clusters.IsRunning(run.Folder))
        {
            RunStatus status = FolderStatus.Read(run.Folder, RunManifest.Read(run.Folder));
            yield return new RunEnded(new(status.Generation, 0), services.Time.GetUtcNow(), status);
            yield break;
        }

        await using IRunCluster cluster = await services.Clusters.ConnectAsync(run.Folder, run.Name, cancellationToken);
        await foreach (RunEvent happened in cluster.Watch(after, cancellationToken))
        {
            yield return happened;
        }
    }
}
