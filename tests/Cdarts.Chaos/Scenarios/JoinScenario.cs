using Cdarts.Chaos.Clusters;
using Cdarts.Chaos.Histories;
using Cdarts.Chaos.Processes;

namespace Cdarts.Chaos.Scenarios;

/// <summary>A fresh silo joins two that train.</summary>
internal sealed class JoinScenario() : Scenario("join", "a silo joins two that train: pause from the last commit without it to the first with it")
{
    private const string Newcomer = "s3";

    protected override int World => 2;

    protected override async Task HappenAsync(ChaosCluster cluster, ScenarioRecord record)
    {
        SiloProcess silo = await cluster.StartAsync(Newcomer);
        AuditLine newest = await cluster.TogetherAsync(World + 1, updates: 25);
        AuditLine[] commits = [.. cluster.Trail.Commits];
        AuditLine first = commits.First(line => line.Generation == newest.Generation), last = commits.Last(line => line.Generation < newest.Generation);
        record.Add("pause", first.At - last.At, Recovery.Join);

        silo.Terminate();
        await cluster.LaterCommitAsync(newest.Generation);
        await silo.EndAsync();
        await cluster.TogetherAsync(World);
    }
}
