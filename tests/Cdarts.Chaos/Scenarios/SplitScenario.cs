using Cdarts.Chaos.Clusters;
using Cdarts.Chaos.Processes;

namespace Cdarts.Chaos.Scenarios;

/// <summary>Something that happens to a search and then to an evaluation replica in the split layout.</summary>
internal abstract class SplitScenario(string name, string what, SmallRun run, int world) : Scenario(name, $"split layout, {what}")
{
    protected sealed override int World => world;

    protected sealed override SmallRun Run => run with { Split = true };

    protected sealed override async Task HappenAsync(ChaosCluster cluster, ScenarioRecord record)
    {
        foreach (string role in new[] { "Search", "Evaluation" })
        {
            // With several silos of a network the coordinator's is left alone: what its loss costs is measured elsewhere.
            IReadOnlyList<SiloProcess> silos = cluster.OfRole(role);
            SiloProcess silo = silos.FirstOrDefault(silo => silo != cluster.Coordinator) ?? silos[0];
            await HappenAsync(cluster, silo, role.ToLowerInvariant(), record);
        }
    }

    /// <summary>Lets it happen to a silo, and leaves the cluster whole.</summary>
    protected abstract Task HappenAsync(ChaosCluster cluster, SiloProcess silo, string network, ScenarioRecord record);
}
