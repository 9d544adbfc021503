using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cdarts.Silo.Membership;

/// <summary>
/// Stops a silo whose row is gone from the membership table. Orleans never writes it anew: such a silo would go on beside a second cluster of the same
/// name, and neither could declare anyone dead. A table that does not answer is no reason to stop.
/// </summary>
internal sealed partial class MembershipGuard(
    IMembershipRow row, GuardVerdict verdict, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<MembershipGuard> logger) : BackgroundService
{
    /// <summary>Pause between two looks.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        RowWatch watch = new(time);
        do
        {
            bool wasGone = watch.IsGone;
            if (watch.IsLost(await LookAsync(stoppingToken)))
            {
                Lost(logger);
                verdict.IsLost = true;
                lifetime.StopApplication();
                return;
            }

            if (watch.IsGone && !wasGone)
            {
                Gone(logger);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <returns>Whether the row is there; null when nobody answers.</returns>
    private async Task<bool?> LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            return await row.ExistsAsync().WaitAsync(Interval, time, stoppingToken);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            NoAnswer(logger, e.Message);
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "The membership table does not answer: {Problem}")]
    private static partial void NoAnswer(ILogger logger, string problem);

    [LoggerMessage(2, LogLevel.Warning, "This silo's row is gone from the membership table")]
    private static partial void Gone(ILogger logger);

    [LoggerMessage(3, LogLevel.Critical, "Redis has lost its data: stop every silo, start them again, then `cdarts resume RUN` for each run; this silo stops now")]
    private static partial void Lost(ILogger logger);
}
