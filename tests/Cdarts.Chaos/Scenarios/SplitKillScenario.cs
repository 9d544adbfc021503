using Cdarts.Chaos.Clusters;
using Cdarts.Chaos.Processes;

namespace Cdarts.Chaos.Scenarios;

/// <summary>kill -9 of a replica of each network, each of which has another beside it.</summary>
internal sealed class SplitKillScenario(string name, string phase, SmallRun run)
    : SplitScenario(name, $"two silos with each network: kill -9 of one with the search, then of one with the evaluation network, in the {phase}", run, world: 4)
{
    protected override async Task HappenAsync(ChaosCluster cluster, SiloProcess silo, string network, ScenarioRecord record)
    {
        Recovery recovery = Recovery.From(cluster, silo.Kill);
        record.Add($"{network} replica", await recovery.EndAsync(), Recovery.Kill);
        await cluster.StartAsync(silo.Name);
        await cluster.TogetherAsync(World, updates: 25);
    }
}
