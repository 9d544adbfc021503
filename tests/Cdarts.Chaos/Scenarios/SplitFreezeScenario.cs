using Cdarts.Chaos.Clusters;
using Cdarts.Chaos.Processes;

namespace Cdarts.Chaos.Scenarios;

/// <summary>SIGSTOP of a search and of an evaluation replica, each of which has another beside it.</summary>
internal sealed class SplitFreezeScenario(string name, string phase, SmallRun run) : Scenario(
    name, $"split layout, two silos with each network: SIGSTOP of one with the search, then of one with the evaluation network, in the {phase}; SIGCONT after 15 s")
{
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(15);

    protected override int World => 4;

    protected override SmallRun Run => run with { Split = true };

    protected override async Task HappenAsync(ChaosCluster cluster, ScenarioRecord record)
    {
        foreach (string role in new[] { "Search", "Evaluation" })
        {
            SiloProcess silo = cluster.OfRole(role).First(silo => silo != cluster.Coordinator);
            Recovery recovery = Recovery.From(cluster, silo.Freeze);
            record.Add($"{role.ToLowerInvariant()} replica", await recovery.EndAsync(), Recovery.Freeze);
            await Waiting.UntilAsync(recovery.Begin + Frozen);
            silo.Thaw();
            await Waiting.ForReturnAsync(cluster, silo, World, record);
        }
    }
}
