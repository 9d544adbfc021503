using Cdarts.Chaos.Clusters;
using Cdarts.Chaos.Histories;
using Cdarts.Chaos.Processes;

namespace Cdarts.Chaos.Scenarios;

/// <summary>The only replica of a network dies: the other silo goes back to a whole state and trains both networks, until the first one is back.</summary>
internal sealed class SplitLossScenario(string name, string state, SmallRun run) : Scenario(
    name, $"split layout, one silo with each network: kill -9 of one, then of the other; the one that is left goes on from {state}, in the together layout, until the other is back")
{
    /// <summary>Longest time from the kill to the first commit, in seconds.</summary>
    private const double Target = 10;

    protected override int World => 2;

    protected override SmallRun Run => run with { Split = true };

    protected override async Task HappenAsync(ChaosCluster cluster, ScenarioRecord record)
    {
        foreach (string role in new[] { "Search", "Evaluation" })
        {
            SiloProcess silo = cluster.OfRole(role)[0];
            bool coordinates = silo == cluster.Coordinator;
            AuditLine last = cluster.Trail.Refresh().Commits[^1];
            Recovery recovery = Recovery.From(cluster, silo.Kill);
            record.Add($"{role.ToLowerInvariant()} network lost{(coordinates ? ", with the coordinator" : "")}", await recovery.EndAsync(), Target);
            AuditLine first = await cluster.LaterCommitAsync(last.Generation);
            record.Note($"The run went back by {Math.Max(0, last.GlobalUpdate + 1 - first.GlobalUpdate)} updates.");
            await cluster.StartAsync(silo.Name);
            await cluster.TogetherAsync(World, updates: 60);
        }
    }
}
