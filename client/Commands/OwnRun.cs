using Cdarts.Client.Cluster;
using Cdarts.Client.Rendering;
using Cdarts.Client.Runs;
using Cdarts.Client.Watching;
using Cdarts.Contracts.Events;
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
                : await FollowAsync(cluster, run, display, stops);
            if (status is null)
            {
                // The live view hides it, and is not going to end.
                services.Console.Cursor.Show(true);
                services.Abort(ExitCode.Aborted);
                return ExitCode.Aborted;
            }

            return RunEnding.Show(status, run, display, services.Error);
        }
    }

    /// <returns>The final status, or null when the user aborted.</returns>
    private async Task<RunStatus?> FollowAsync(IRunCluster cluster, RunLocation run, IRunDisplay display, StopRequests stops)
    {
        Task<RunStatus> following = display.ShowAsync(show => LastStatusAsync(cluster, run, show));
        if (await Task.WhenAny(following, stops.First) == following)
        {
            return await following;
        }

        display.Notice("Stopping at the next step, with a checkpoint; Ctrl-C again aborts without one.");
        Task stopping = cluster.StopAsync(checkpoint: true);
        // A stop that fails ends the wait with its error; one that succeeds leaves the end to the events.
        Task failed = stopping.ContinueWith(done => done.IsFaulted ? done : Task.Delay(Timeout.Infinite, CancellationToken.None), TaskScheduler.Default)
            .Unwrap();
        Task ended = await Task.WhenAny(following, stops.Second, failed);
        if (ended == failed)
        {
            await failed;
        }

        return ended == stops.Second ? null : await following;
    }

    private async Task<RunStatus> LastStatusAsync(IRunCluster cluster, RunLocation run, Action<RunEvent> show)
    {
        EventStream stream = new(services.Time, run.Name, Deadline);
        RunStatus? last = null;
        await foreach (RunEvent happened in stream.ReadAsync(cluster.Watch, CancellationToken.None))
        {
            show(happened);
            last = (happened as RunEnded)?.Status ?? last;
        }

        return last!;
    }
}
