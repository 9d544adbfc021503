using Cdarts.Chaos.Clusters;
using Cdarts.Chaos.Histories;
using Cdarts.Chaos.Processes;

namespace Cdarts.Chaos.Scenarios;

/// <summary>The only replica of a network dies: the other silo goes back to a whole state and trains both networks, until the first one is back.</summary>
internal sealed class SplitLossScenario(string name, string state, SmallRun run) : SplitScenario(
    name, $"one silo with each network: kill -9 of one, then of the other; the one that is left goes on from {state}, with both networks, until the other is back", run, world: 2)
{
    /// <summary>Longest time from the kill to the first commit, in seconds.</summary>
    private const double Target = 10;

    protected override async Task HappenAsync(ChaosCluster cluster, SiloProcess silo, string network, ScenarioRecord record)
    {
        bool coordinates = silo == cluster.Coordinator;
        AuditLine last = cluster.Trail.Refresh().Commits[^1];
        Recovery recovery = Recovery.From(cluster, silo.Kill);
        record.Add($"{network} network lost{(coordinates ? ", with the coordinator" : "")}", await recovery.EndAsync(), Target);
        AuditLine first = await cluster.LaterCommitAsync(last.Generation);
        long newest = cluster.Trail.Refresh().Commits.Where(line => line.Generation <= last.Generation).Max(line => line.GlobalUpdate);
        record.Note($"The run went back by {Math.Max(0, newest + 1 - first.GlobalUpdate)} updates.");
        await cluster.StartAsync(silo.Name);
        await cluster.TogetherAsync(World, updates: 60);
    }
}
