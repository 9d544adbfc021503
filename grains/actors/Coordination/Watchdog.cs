using Microsoft.Extensions.Logging;

namespace Cdarts.Grains.Coordination;

/// <summary>
/// A reminder while the run is active: after all silos were gone, it wakes the coordinator, whose activation recovers the run. Storage that fails is tried again
/// after a while.
/// </summary>
internal sealed class Watchdog(IGrainBase coordinator, bool enabled, TimeProvider time, ILogger logger)
{
    private const string Name = "watchdog";
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private bool? _set;
    private DateTimeOffset _notBefore;

    /// <summary>Sets or removes the reminder if that is not done yet.</summary>
    public async Task FollowAsync(bool active)
    {
        if (!enabled || _set == active || time.GetUtcNow() < _notBefore)
        {
            return;
        }

        try
        {
            if (active)
            {
                await coordinator.RegisterOrUpdateReminder(Name, Period, Period);
            }
            else if (await coordinator.GetReminder(Name) is { } reminder)
            {
                await coordinator.UnregisterReminder(reminder);
            }

            _set = active;
        }
        catch (Exception e)
        {
            _notBefore = time.GetUtcNow() + Pause;
            CoordinatorLog.NoReminder(logger, e);
        }
    }
}
