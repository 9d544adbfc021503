using Cdarts.Chaos.Clusters;
using Cdarts.Chaos.Histories;
using Cdarts.Chaos.Processes;

namespace Cdarts.Chaos.Scenarios;

/// <summary>The link of one silo is cut for a while; Redis is on the side of the other two.</summary>
internal sealed class NetworkCutScenario() : Scenario("network-cut", "the network link of one of three silos is cut for 20 s, in network namespaces; Redis is on the side of the others")
{
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(20);

    private Network _network = null!;

    protected override async Task<string?> MissingAsync() => await base.MissingAsync() ?? await Network.MissingAsync();

    protected override async Task<Network?> NetworkAsync() => _network = await Network.CreateAsync(Enumerable.Range(1, World).Select(number => $"s{number}"));

    protected override async Task HappenAsync(ChaosCluster cluster, ScenarioRecord record)
    {
        await CutAsync(cluster.Silos.First(silo => silo != cluster.Coordinator), "coordinator survives", Recovery.Freeze);
        await CutAsync(cluster.Coordinator, "coordinator's silo is hit", Recovery.FreezeCoordinator);

        async Task CutAsync(SiloProcess silo, string label, double target)
        {
            Recovery recovery = Recovery.Standing(cluster);
            await _network.CutAsync(silo.Name);
            record.Add(label, await recovery.EndAsync(), target);
            await Waiting.UntilAsync(recovery.Begin + Cut);
            AuditLine[] alone = [.. cluster.CommitsOf(silo).Where(line => line.At > recovery.Begin + TimeSpan.FromSeconds(Recovery.Freeze))];
            if (alone.Length > 0)
            {
                record.Note($"The silo that was cut off committed {alone.Length} updates.");
            }

            await _network.MendAsync(silo.Name);
            await Waiting.ForReturnAsync(cluster, silo, World, record);
        }
    }
}
