using Cdarts.Chaos.Clusters;
using Cdarts.Chaos.Histories;

namespace Cdarts.Chaos.Scenarios;

/// <summary>
/// How long a run takes to go on: from the moment at which something happened to the first commit of a later generation, less the duration of a step, since the
/// update that was lost is computed again.
/// </summary>
internal sealed class Recovery
{
    private const int Steps = 20;

    private readonly ChaosCluster _cluster;
    private readonly long _generation;
    private readonly TimeSpan _step;

    private Recovery(ChaosCluster cluster, long generation, TimeSpan step) => (_cluster, _generation, _step) = (cluster, generation, step);

    /// <summary>Target where a silo dies and the coordinator lives, in seconds.</summary>
    public const double Kill = 1.5;

    /// <summary>Target where the coordinator's silo dies.</summary>
    public const double KillCoordinator = 4;

    /// <summary>Target where a silo freezes or is cut off.</summary>
    public const double Freeze = 5;

    /// <summary>Target where that is the coordinator's.</summary>
    public const double FreezeCoordinator = 20;

    /// <summary>Target where a silo is asked to end.</summary>
    public const double Leave = 2;

    /// <summary>Target of a pause for a silo that joins.</summary>
    public const double Join = 1;

    /// <summary>Target where all silos are started again, or a run is resumed.</summary>
    public const double Restart = 60;

    /// <summary>The moment at which it begins, by the clock of the accounts.</summary>
    public DateTimeOffset Begin { get; private init; }

    /// <summary>Now.</summary>
    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Notes where the run stands, lets something happen and starts the clock.</summary>
    public static Recovery From(ChaosCluster cluster, Action happen)
    {
        Recovery standing = Standing(cluster);
        DateTimeOffset begin = Now;
        happen();
        return new(cluster, standing._generation, standing._step) { Begin = begin };
    }

    /// <summary>The same for something that happened at a moment that is known later.</summary>
    public static Recovery Standing(ChaosCluster cluster)
    {
        long generation = cluster.Trail.Refresh().Commits[^1].Generation;
        double[] steps = [.. MetricsRecord.Read(cluster.RunFolder).Where(line => line.Generation == generation).TakeLast(Steps).Select(line => line.StepSeconds).Order()];
        return new(cluster, generation, TimeSpan.FromSeconds(steps.Length == 0 ? 0 : steps[steps.Length / 2])) { Begin = Now };
    }

    /// <summary>Waits until the run goes on.</summary>
    /// <param name="since">When it happened; null for <see cref="Begin"/>.</param>
    public async Task<TimeSpan> EndAsync(DateTimeOffset? since = null)
    {
        AuditLine first = await _cluster.LaterCommitAsync(_generation);
        TimeSpan time = first.At - (since ?? Begin) - _step;
        return time < TimeSpan.Zero ? TimeSpan.Zero : time;
    }
}
