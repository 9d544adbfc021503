using Cdarts.Contracts.Grains;
using Cdarts.Grains.Coordination;
using Cdarts.Grains.Replicas;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cdarts.Grains.Inventory;

/// <summary>Tells the inventory what this silo is and does, again and again.</summary>
internal sealed partial class SiloNotes(
    ReplicaHost host, ILocalSiloDetails silo, IGrainFactory grains, TimeProvider time, ILogger<SiloNotes> logger) : BackgroundService
{
    /// <summary>Pause between two notes.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        SiloRecord self = new(
            silo.Name, host.Device, Environment.MachineName, Environment.ProcessId, ProductVersion.Text, Environment.ProcessorCount,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, time.GetUtcNow(), RunName: null, Generation: 0);
        do
        {
            try
            {
                (string Run, long Generation)? work = host.Work;
                // Not longer than a pause: a note that a frozen silo holds is overtaken by the next one.
                await grains.GetGrain<ISiloInventoryGrain>(0).Note(self with { RunName = work?.Run, Generation = work?.Generation ?? 0 })
                    .WaitAsync(Interval, time, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                NotNoted(logger, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(1, LogLevel.Debug, "The silo could not tell the inventory about itself; it tries again: {Problem}")]
    private static partial void NotNoted(ILogger logger, string problem);
}
