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
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(options.Value.AnnounceInterval, time);
        ReplicaAnnouncement announcement = new(host.Key, host.Device, ProductVersion.Text);
        do
        {
            try
            {
                await AnnounceAsync(announcement);
            }
            catch (Exception e)
            {
                NotAnnounced(logger, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task AnnounceAsync(ReplicaAnnouncement announcement)
    {
        foreach (RunEntry run in await grains.GetGrain<IRunCatalogGrain>(0).List())
        {
            if (run.State.IsActive() && host.IsFreeFor(run.Name))
            {
                await grains.GetGrain<ICoordinatorGrain>(run.Name).Announce(announcement);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The replica could not offer itself; it tries again")]
    private static partial void NotAnnounced(ILogger logger, Exception exception);
}
