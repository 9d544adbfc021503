using Cdarts.Chaos.Clusters;
using Cdarts.Chaos.Histories;

namespace Cdarts.Chaos.Scenarios;

/// <summary>Redis is away for half a minute and comes back with its data.</summary>
internal sealed class RedisOutageScenario(string name, string phases, SmallRun run)
    : Scenario(name, $"Redis is stopped for 30 s and started with its data while {phases}: longest time between two commits from its stop to 10 s after its start")
{
    /// <summary>Longest pause of a training that does not stop, in seconds.</summary>
    private const double Target = 2;

    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(10);

    protected override SmallRun Run => run;

    protected override async Task HappenAsync(ChaosCluster cluster, ScenarioRecord record)
    {
        DateTimeOffset begin = Recovery.Now;
        long generation = cluster.Trail.Refresh().Commits[^1].Generation;
        await cluster.Redis.StopAsync();
        await Waiting.UntilAsync(begin + Outage);
        await cluster.Redis.StartAgainAsync();
        await Waiting.UntilAsync(begin + Outage + Aftermath);

        AuditLine[] commits = [.. cluster.Trail.Refresh().Commits.Where(line => line.At >= begin)];
        DateTimeOffset[] moments = [begin, .. commits.Select(line => line.At), Recovery.Now];
        record.Add("longest pause", moments.Zip(moments.Skip(1), (before, after) => after - before).Max(), Target);
        if (commits.Any(line => line.Generation != generation))
        {
            record.Note($"Generations {string.Join(", ", commits.Select(line => line.Generation).Distinct())} committed meanwhile.");
        }
    }
}
