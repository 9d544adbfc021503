using Cdarts.Chaos.Clusters;
using Cdarts.Chaos.Processes;

namespace Cdarts.Chaos.Scenarios;

/// <summary>SIGSTOP for half a minute, then SIGCONT.</summary>
internal sealed class FreezeScenario() : Scenario("freeze", "SIGSTOP of one of three silos, SIGCONT after 30 s; the thawed silo comes back, or ends and is started again")
{
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(30);

    protected override async Task HappenAsync(ChaosCluster cluster, ScenarioRecord record)
    {
        await FreezeAsync(cluster.Silos.First(silo => silo != cluster.Coordinator), "coordinator survives", Recovery.Freeze);
        await FreezeAsync(cluster.Coordinator, "coordinator's silo is hit", Recovery.FreezeCoordinator);

        async Task FreezeAsync(SiloProcess silo, string label, double target)
        {
            Recovery recovery = Recovery.From(cluster, silo.Freeze);
            record.Add(label, await recovery.EndAsync(), target);
            await Waiting.UntilAsync(recovery.Begin + Frozen);
            silo.Thaw();
            await Waiting.ForReturnAsync(cluster, silo, World, record);
        }
    }
}
