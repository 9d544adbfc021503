using Cdarts.Client.Cluster;
using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;
using Cdarts.Client.Watching;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Commands;

/// <summary>Runs a run in this process until it ends or the user stops it.</summary>
internal sealed class OwnRun(ClientServices services)
{
    // The coordinator is in this process: it is slow to answer only while the networks are built on a busy machine.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    public async Task<ExitCode> RunAsync(RunManifest manifest, RunLocation run, IRunDisplay display)
    {
        using StopRequests stops = services.CatchStopRequests();
        IRunCluster cluster;
        try
        {
            cluster = await services.Clusters.StartAsync(run.Folder, run.Name, manifest.Spec.Device, stops.FirstToken);
        }
        catch (OperationCanceledException) when (stops.FirstToken.IsCancellationRequested)
        {
            return RunEnding.Stopped(run, checkpoint: null, services.Error);
        }

        await using (cluster)
        {
            foreach (string warning in cluster.Warnings)
            {
                display.Notice(warning);
            }

            StartOutcome outcome = await cluster.StartAsync(new(manifest.Spec, manifest.SpecHash, run.Folder));
            RunStatus? status = outcome == StartOutcome.AlreadyCompleted
                ? await cluster.StatusAsync()
                : await new Following(services, Deadline).FollowAsync(cluster, run, display, stops);
            return status is null ? RunEnding.Abort(services) : RunEnding.Show(status, run, display, services.Error);
        }
    }
}
