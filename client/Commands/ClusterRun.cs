using Cdarts.Client.Cluster;
using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;
using Cdarts.Client.Watching;
using Cdarts.Contracts.Grains;
using Cdarts.Engine;
using Cdarts.Silo;
using Cdarts.Silo.Clients;
using Polly;

namespace Cdarts.Client.Commands;

/// <summary>Hands a run to a cluster and follows it, until it ends or the user stops it.</summary>
/// <param name="services">Services.</param>
/// <param name="address">Cluster.</param>
/// <param name="detach">Whether the console leaves once the run has started.</param>
internal sealed class ClusterRun(ClientServices services, ClusterAddress address, bool detach)
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);

    // A start that is repeated changes nothing, so that one whose answer was lost is simply given again.
    private readonly ResiliencePipeline _starting = PatientRetry.Build(
        services.Time, StartDeadline, first: TimeSpan.FromMilliseconds(300), longest: TimeSpan.FromSeconds(3), error => error is not (CdartsException or OperationCanceledException));

    public async Task<ExitCode> RunAsync(RunManifest manifest, RunLocation run, IRunDisplay display)
    {
        using StopRequests stops = services.CatchStopRequests();
        IRemoteCluster cluster;
        try
        {
            cluster = await services.Clusters.JoinAsync(address, stops.FirstToken);
        }
        catch (OperationCanceledException) when (stops.FirstToken.IsCancellationRequested)
        {
            return RunEnding.Stopped(run, checkpoint: null, services.Error);
        }

        await using (cluster)
        {
            RunClusterFile.Write(run.Folder, address);
            IRunCluster coordinator = cluster.Run(run.Name);
            StartOutcome outcome = await StartAsync(coordinator, new(manifest.Spec, manifest.SpecHash, run.Folder));
            if (detach && outcome != StartOutcome.AlreadyCompleted)
            {
                display.Notice($"The run {run.Name} is trained by {address}: look at it with `cdarts watch {run.ResumeArgument}`.");
                return ExitCode.Done;
            }

            RunStatus? status = outcome == StartOutcome.AlreadyCompleted
                ? await coordinator.StatusAsync()
                : await new Following(services, OtherRun.ClusterDeadline).FollowAsync(coordinator, run, display, stops);
            return status is null ? RunEnding.Abort(services) : RunEnding.Show(status, run, display, services.Error);
        }
    }

    private async Task<StartOutcome> StartAsync(IRunCluster coordinator, StartCommand command)
    {
        try
        {
            return await _starting.ExecuteAsync(async _ => await coordinator.StartAsync(command));
        }
        catch (Polly.Timeout.TimeoutRejectedException error)
        {
            throw new CommandException(
                ExitCode.ClusterUnreachable, $"No silo of {address} took the run within {StartDeadline.TotalSeconds:0} s: see whether its silos live, then go on with `cdarts resume`.", error);
        }
    }
}
