using Cdarts.Client.Cluster;
using Cdarts.Client.Rendering;
using Cdarts.Client.Watching;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Commands;

/// <summary>Follows a run that this console answers for: the user's first request to stop stops the run, the second leaves it.</summary>
internal sealed class Following(ClientServices services, TimeSpan deadline)
{
    /// <returns>The final status, or null when the user aborted.</returns>
    public async Task<RunStatus?> FollowAsync(IRunCluster cluster, RunLocation run, IRunDisplay display, StopRequests stops)
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
        EventStream stream = new(services.Time, run.Name, deadline);
        RunStatus? last = null;
        await foreach (RunEvent happened in stream.ReadAsync(cluster.Watch, CancellationToken.None))
        {
            show(happened);
            last = (happened as RunEnded)?.Status ?? last;
        }

        return last!;
    }
}
