using Cdarts.Chaos.Clusters;
using Cdarts.Chaos.Processes;

namespace Cdarts.Chaos.Scenarios;

/// <summary>A silo dies between the two halves of an all-reduce, by a failpoint.</summary>
internal sealed class AllReduceScenario() : Scenario("kill-all-reduce", "a silo of three dies, as by kill -9, between the two halves of an all-reduce (failpoint)")
{
    /// <summary>Dies in the 60th of its large all-reduces.</summary>
    public const string Rule = "all-reduce.middle#60=kill";

    private const string Victim = "s2";

    protected override async Task HappenAsync(ChaosCluster cluster, ScenarioRecord record)
    {
        SiloProcess healthy = cluster.Silos.Single(silo => silo.Name == Victim);
        healthy.Terminate();
        await healthy.EndAsync();
        SiloProcess silo = await cluster.StartAsync(Victim, Rule);
        await cluster.TogetherAsync(World);
        bool coordinates = silo == cluster.Coordinator;
        Recovery recovery = Recovery.Standing(cluster);
        int code = await silo.EndAsync();
        if (code != SiloProcess.Killed)
        {
            throw new InvalidOperationException($"The silo with the failpoint ended with code {code}.");
        }

        TimeSpan time = await recovery.EndAsync(silo.ExitedAt);
        record.Add(coordinates ? "coordinator's silo is hit" : "coordinator survives", time, coordinates ? Recovery.KillCoordinator : Recovery.Kill);
        await cluster.StartAsync(Victim);
        await cluster.TogetherAsync(World);
    }
}
