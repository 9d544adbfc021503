using Cdarts.Chaos.Clusters;
using Cdarts.Chaos.Processes;

namespace Cdarts.Chaos.Scenarios;

/// <summary>SIGTERM of a silo.</summary>
internal sealed class LeaveScenario() : Scenario("leave", "SIGTERM of one of three silos, which must end with code 0")
{
    protected override async Task HappenAsync(ChaosCluster cluster, ScenarioRecord record)
    {
        await LeaveAsync(cluster.Silos.First(silo => silo != cluster.Coordinator), "coordinator stays");
        await LeaveAsync(cluster.Coordinator, "coordinator's silo leaves");

        async Task LeaveAsync(SiloProcess silo, string label)
        {
            Recovery recovery = Recovery.From(cluster, silo.Terminate);
            record.Add(label, await recovery.EndAsync(), Recovery.Leave);
            int code = await silo.EndAsync();
            if (code != 0)
            {
                record.Note($"Silo {silo.Name} ended with code {code} instead of 0.");
            }

            await cluster.StartAsync(silo.Name);
            await cluster.TogetherAsync(World, updates: 25);
        }
    }
}
