using Cdarts.Chaos.Clusters;
using Cdarts.Chaos.Processes;

namespace Cdarts.Chaos.Scenarios;

/// <summary>SIGSTOP of a replica of each network, each of which has another beside it.</summary>
internal sealed class SplitFreezeScenario(string name, string phase, SmallRun run) : SplitScenario(
    name, $"two silos with each network: SIGSTOP of one with the search, then of one with the evaluation network, in the {phase}; SIGCONT after 15 s", run, world: 4)
{
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(15);

    protected override async Task HappenAsync(ChaosCluster cluster, SiloProcess silo, string network, ScenarioRecord record)
    {
        Recovery recovery = Recovery.From(cluster, silo.Freeze);
        record.Add($"{network} replica", await recovery.EndAsync(), Recovery.Freeze);
        await Waiting.UntilAsync(recovery.Begin + Frozen);
        silo.Thaw();
        await Waiting.ForReturnAsync(cluster, silo, World, record);
    }
}
