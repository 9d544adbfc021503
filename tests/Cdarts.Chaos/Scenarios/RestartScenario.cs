using Cdarts.Chaos.Clusters;
using Cdarts.Chaos.Processes;

namespace Cdarts.Chaos.Scenarios;

/// <summary>All silos are killed and started again, on other ports; nobody resumes the run.</summary>
internal sealed class RestartScenario() : Scenario("restart-all", "kill -9 of all three silos, which are then started again on other ports; nobody resumes the run")
{
    protected override async Task HappenAsync(ChaosCluster cluster, ScenarioRecord record)
    {
        SiloProcess[] silos = [.. cluster.Silos];
        Recovery recovery = Recovery.From(cluster, () => Array.ForEach(silos, silo => silo.Kill()));
        await Task.WhenAll(silos.Select(silo => silo.EndAsync()));
        await Task.WhenAll(silos.Select(silo => cluster.StartAsync(silo.Name)));
        record.Add("from the kill to the first commit", await recovery.EndAsync(), Recovery.Restart);
        await cluster.TogetherAsync(World, updates: 25);
    }
}
