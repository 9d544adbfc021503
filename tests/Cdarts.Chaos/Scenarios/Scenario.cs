using Cdarts.Chaos.Clusters;
using Cdarts.Chaos.Histories;
using Cdarts.Chaos.Processes;

namespace Cdarts.Chaos.Scenarios;

/// <summary>Something that happens to a cluster while it trains, several times, with what is measured; at the end the history of the run is checked.</summary>
/// <param name="name">Name on the command line.</param>
/// <param name="what">What it does, for the page.</param>
public abstract class Scenario(string name, string what)
{
    /// <summary>Name on the command line.</summary>
    public string Name => name;

    /// <summary>What it does.</summary>
    public string What => what;

    /// <summary>Silos at the beginning.</summary>
    protected virtual int World => 3;

    /// <summary>The run that is trained.</summary>
    protected virtual SmallRun Run => SmallRun.InJointPhase;

    /// <summary>Runs it; whatever goes wrong is in the record.</summary>
    public async Task<ScenarioRecord> RunAsync(int repeats)
    {
        ScenarioRecord record = new(Name, What);
        record.Skipped = await MissingAsync();
        if (record.Skipped is not null)
        {
            Console.WriteLine($"{Name}: skipped: {record.Skipped}");
            return record;
        }

        using Network? network = await NetworkAsync();
        ChaosCluster? cluster = null;
        try
        {
            cluster = await ChaosCluster.StartAsync(World, network);
            await cluster.SearchAsync(Run);
            await cluster.TogetherAsync(World, updates: 25);
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                await HappenAsync(cluster, record);
            }

            await cluster.StopAsync();
            RunHistory history = cluster.History();
            (record.Violations, record.Updates) = (history.Violations(), history.GoodCommits.Count);
            foreach (string violation in record.Violations)
            {
                Console.WriteLine($"{Name}: {violation}");
            }
        }
        catch (Exception problem)
        {
            record.Failure = problem.Message;
            Console.WriteLine($"{Name}: {problem}\n{cluster?.Logs()}");
        }

        if (cluster is not null)
        {
            cluster.KeepFiles = record.Failure is not null || record.Violations.Count > 0;
            record.Note(cluster.KeepFiles ? $"The files of the run stay in {cluster.RunFolder}." : $"{record.Updates} updates, history without fault.");
            cluster.Dispose();
        }

        return record;
    }

    /// <summary>Why the scenario cannot be run here; null where it can.</summary>
    protected virtual Task<string?> MissingAsync() => Task.FromResult(RedisServer.IsInstalled ? null : RedisServer.NotInstalled);

    /// <summary>The network to start the cluster in; null for the machine's own.</summary>
    protected virtual Task<Network?> NetworkAsync() => Task.FromResult<Network?>(null);

    /// <summary>Lets it happen once, and leaves the cluster whole.</summary>
    protected abstract Task HappenAsync(ChaosCluster cluster, ScenarioRecord record);
}
