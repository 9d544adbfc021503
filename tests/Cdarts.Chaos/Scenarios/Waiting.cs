using Cdarts.Chaos.Clusters;
using Cdarts.Chaos.Histories;
using Cdarts.Chaos.Processes;

namespace Cdarts.Chaos.Scenarios;

/// <summary>Waits that several scenarios have.</summary>
internal static class Waiting
{
    /// <summary>Until a moment.</summary>
    public static Task UntilAsync(DateTimeOffset moment)
    {
        TimeSpan rest = moment - Recovery.Now;
        return rest > TimeSpan.Zero ? Task.Delay(rest, TimeProvider.System) : Task.CompletedTask;
    }

    /// <summary>Until a silo that was out of reach trains with the others again: by itself, or after it has ended and was started again as a supervisor does.</summary>
    public static async Task ForReturnAsync(ChaosCluster cluster, SiloProcess silo, int world, ScenarioRecord record)
    {
        DateTimeOffset begin = Recovery.Now;
        Task<int> end = silo.EndAsync();
        Task<AuditLine> together = cluster.TogetherAsync(world);
        if (await Task.WhenAny(end, together) == end)
        {
            record.Note($"Silo {silo.Name} ended with code {await end} {(Recovery.Now - begin).TotalSeconds:0.0} s after it was reachable again, and was started again.");
            await cluster.StartAsync(silo.Name);
        }

        await together;
        record.Note($"Silo {silo.Name} trained with the others again {(Recovery.Now - begin).TotalSeconds:0.0} s after it was reachable.");
    }
}
