using Cdarts.Contracts.Grains;
using Cdarts.Grains.Coordination;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cdarts.Grains.Replicas;

/// <summary>
/// Offers the silo's replica to every active run of the catalog, again and again: that is how a run finds replicas, how one that comes back is found,
/// and how a lost coordinator is woken.
/// </summary>
internal sealed partial class ReplicaRegistrar(
    ReplicaHost host, IGrainFactory grains, TimeProvider time, IOptions<ReplicaHostOptions> options, ILogger<ReplicaRegistrar> logger) : BackgroundService
{
    /// <summary>How long one call may hold up the others: a grain on a frozen silo answers late or never.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(options.Value.AnnounceInterval, time);
        ReplicaAnnouncement announcement = new(host.Key, host.Device, ProductVersion.Text);
        do
        {
            try
            {
                await AnnounceAsync(announcement, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                NotAnnounced(logger, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task AnnounceAsync(ReplicaAnnouncement announcement, CancellationToken cancellationToken)
    {
        (string Run, long Generation)? held = host.Work;
        IReadOnlyList<RunEntry> runs = await grains.GetGrain<IRunCatalogGrain>(0).List().WaitAsync(Patience, time, cancellationToken);
        if (held is { } work && runs.Any(run => run.Name == work.Run && run.State.IsOver() && run.Generation >= work.Generation))
        {
            // The run ended while this replica was not in its group, so that nobody told it. A note of an older generation says nothing of this one: it may be late.
            host.Release(work.Run, work.Generation);
        }

        await Task.WhenAll(runs.Where(run => run.State.IsActive() && host.IsFreeFor(run.Name))
            .Select(run => grains.GetGrain<ICoordinatorGrain>(run.Name).Announce(announcement).WaitAsync(Patience, time, cancellationToken)));
    }

    [LoggerMessage(1, LogLevel.Warning, "The replica could not offer itself; it tries again: {Problem}")]
    private static partial void NotAnnounced(ILogger logger, string problem);
}
