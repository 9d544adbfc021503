using Cdarts.Chaos.Clusters;
using Cdarts.Chaos.Processes;

namespace Cdarts.Chaos.Scenarios;

/// <summary>kill -9 of a search and of an evaluation replica, each of which has another beside it.</summary>
internal sealed class SplitKillScenario(string name, string phase, SmallRun run)
    : Scenario(name, $"split layout, two silos with each network: kill -9 of one with the search, then of one with the evaluation network, in the {phase}")
{
    protected override int World => 4;

    protected override SmallRun Run => run with { Split = true };

    protected override async Task HappenAsync(ChaosCluster cluster, ScenarioRecord record)
    {
        foreach (string role in new[] { "Search", "Evaluation" })
        {
            SiloProcess silo = cluster.OfRole(role).First(silo => silo != cluster.Coordinator);
            Recovery recovery = Recovery.From(cluster, silo.Kill);
            record.Add($"{role.ToLowerInvariant()} replica", await recovery.EndAsync(), Recovery.Kill);
            await cluster.StartAsync(silo.Name);
            await cluster.TogetherAsync(World, updates: 25);
        }
    }
}
