using Cdarts.Chaos.Clusters;
using Cdarts.Chaos.Processes;

namespace Cdarts.Chaos.Scenarios;

/// <summary>Redis comes back without its data: silos stop, and the run is resumed from its folder.</summary>
internal sealed class RedisEmptyScenario()
    : Scenario("redis-empty", "Redis comes back empty; the silos must end with code 69 and say what to do; they are started again, and the run is resumed from its folder")
{
    /// <summary>Patience of a silo's guard, with its pauses, in seconds.</summary>
    private const double Guard = 60;

    protected override async Task HappenAsync(ChaosCluster cluster, ScenarioRecord record)
    {
        SiloProcess[] silos = [.. cluster.Silos];
        await cluster.Redis.StopAsync();
        DateTimeOffset begin = Recovery.Now;
        await cluster.Redis.StartEmptyAsync();
        await Task.WhenAll(silos.Select(silo => silo.EndAsync()));
        record.Add("until all silos have stopped", Recovery.Now - begin, Guard);
        foreach (SiloProcess silo in silos.Where(silo => silo.ExitCode != SiloProcess.MembershipLost || !silo.Log.ToString().Contains("Redis has lost its data")))
        {
            record.Note($"Silo {silo.Name} ended with code {silo.ExitCode}; its last line: {silo.Log.Lines.LastOrDefault()}");
        }

        await Task.WhenAll(silos.Select(silo => cluster.StartAsync(silo.Name)));
        Recovery recovery = Recovery.Standing(cluster);
        await cluster.ResumeAsync();
        record.Add("from the resume to the first commit", await recovery.EndAsync(), Recovery.Restart);
        await cluster.TogetherAsync(World, updates: 25);
    }
}
