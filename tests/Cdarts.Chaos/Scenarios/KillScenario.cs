using Cdarts.Chaos.Clusters;
using Cdarts.Chaos.Processes;

namespace Cdarts.Chaos.Scenarios;

/// <summary>kill -9 of a silo that does not coordinate the run, and of the one that does.</summary>
internal sealed class KillScenario(string name, string phase, SmallRun run) : Scenario(name, $"kill -9 of one of three silos in the {phase}")
{
    protected override SmallRun Run => run;

    protected override async Task HappenAsync(ChaosCluster cluster, ScenarioRecord record)
    {
        await KillAsync(cluster.Silos.First(silo => silo != cluster.Coordinator), "coordinator survives", Recovery.Kill);
        await KillAsync(cluster.Coordinator, "coordinator's silo is hit", Recovery.KillCoordinator);

        async Task KillAsync(SiloProcess silo, string label, double target)
        {
            Recovery recovery = Recovery.From(cluster, silo.Kill);
            record.Add(label, await recovery.EndAsync(), target);
            await cluster.StartAsync(silo.Name);
            await cluster.TogetherAsync(World, updates: 25);
        }
    }
}
