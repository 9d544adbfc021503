using Cdarts.Chaos.Clusters;
using Cdarts.Chaos.Processes;

namespace Cdarts.Chaos.Scenarios;

/// <summary>A silo dies while Redis is away: the others wait for Redis, since a new generation cannot be fenced without it.</summary>
internal sealed class KillInOutageScenario()
    : Scenario("kill-in-outage", "kill -9 of a silo 2 s after Redis was stopped, Redis started with its data after another 10 s: from that start to the first commit")
{
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(10);

    protected override async Task HappenAsync(ChaosCluster cluster, ScenarioRecord record)
    {
        await cluster.Redis.StopAsync();
        await Waiting.UntilAsync(Recovery.Now + Before);
        SiloProcess silo = cluster.Silos.First(silo => silo != cluster.Coordinator);
        Recovery recovery = Recovery.From(cluster, silo.Kill);
        await Waiting.UntilAsync(recovery.Begin + After);
        DateTimeOffset back = Recovery.Now;
        await cluster.Redis.StartAgainAsync();
        record.Add("from Redis' start to the first commit", await recovery.EndAsync(since: back), Recovery.KillCoordinator);
        await cluster.StartAsync(silo.Name);
        await cluster.TogetherAsync(World, updates: 25);
    }
}
