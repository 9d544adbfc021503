using Cdarts.Chaos.Histories;
using Cdarts.Chaos.Processes;

namespace Cdarts.Chaos.Clusters;

/// <summary>A cluster of its own for one run: Redis, silos, the run's folder. Disposing ends every process by its id.</summary>
public sealed class ChaosCluster : IDisposable
{
    /// <summary>Name of the run.</summary>
    public const string Run = "chaos";

    private const string Cluster = "chaos";

    private readonly ScratchFolder _folder = new();
    private readonly Network? _network;
    private readonly Dictionary<string, SiloProcess> _silos = [];
    private readonly List<SiloProcess> _gone = [];
    private volatile string? _coordinator;

    private ChaosCluster(Network? network)
    {
        _network = network;
        Trail = new(RunFolder);
    }

    /// <summary>Its Redis.</summary>
    public RedisServer Redis { get; private set; } = null!;

    /// <summary>The silos that were started and not given up.</summary>
    public IReadOnlyCollection<SiloProcess> Silos => _silos.Values;

    /// <summary>Folder of the run.</summary>
    public string RunFolder => Path.Combine(Runs, Run);

    /// <summary>What the processes tell.</summary>
    public AuditTrail Trail { get; }

    /// <summary>Whether all files stay when the cluster is gone.</summary>
    public bool KeepFiles
    {
        get => _folder.Keep;
        set => _folder.Keep = value;
    }

    /// <summary>The silo that was the last to say that it coordinates the run.</summary>
    public SiloProcess Coordinator => _silos[_coordinator ?? throw new InvalidOperationException("No silo has said that it coordinates the run.")];

    private string Runs => _folder.In("runs");

    /// <summary>Starts Redis and silos.</summary>
    /// <param name="silos">Number of silos, named s1, s2, ...</param>
    /// <param name="network">Network namespaces to start them in; null for this machine's own network.</param>
    /// <param name="failpoints">Rules for the failpoints of silos, by name.</param>
    public static async Task<ChaosCluster> StartAsync(int silos, Network? network = null, IReadOnlyDictionary<string, string>? failpoints = null)
    {
        ChaosCluster cluster = new(network);
        try
        {
            cluster.Redis = await RedisServer.StartAsync(cluster._folder.In("redis"), network?.Address(Network.Hub) ?? "127.0.0.1", network?.Prefix(Network.Hub));
            string[] names = [.. Enumerable.Range(1, silos).Select(number => $"s{number}")];
            await Task.WhenAll(names.Select(name => cluster.StartAsync(name, failpoints?.GetValueOrDefault(name) ?? "")));
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Starts a silo, new or again, and waits until it is active. As a supervisor does, tries again while its name still counts as taken.</summary>
    public async Task<SiloProcess> StartAsync(string name, string failpoints = "")
    {
        for (long begin = TimeProvider.System.GetTimestamp(); ;)
        {
            SiloProcess silo = SiloProcess.Start(name, Redis.Address, Cluster, failpoints, _network?.Address(name), _network?.Prefix(name));
            silo.Log.Written += line =>
            {
                if (line.Contains($"Run {Run} is coordinated by this silo", StringComparison.Ordinal))
                {
                    _coordinator = name;
                }
            };
            lock (_silos)
            {
                if (_silos.Remove(name, out SiloProcess? before))
                {
                    _gone.Add(before);
                }

                _silos[name] = silo;
            }

            try
            {
                await silo.ActiveAsync();
                return silo;
            }
            catch (InvalidOperationException) when (silo is { HasExited: true, ExitCode: SiloProcess.InUse } && TimeProvider.System.GetElapsedTime(begin) < Limits.Safety)
            {
            }
        }
    }

    /// <summary>Gives the run to the cluster; the console leaves.</summary>
    public Task SearchAsync(SmallRun run) => ConsoleAsync(["search", "--name", Run, "--runs", Runs, .. run.Flags, "--detach"]);

    /// <summary>Starts a console that gives the run to the cluster and follows it, with events as lines of JSON.</summary>
    public ChildProcess Follow(SmallRun run) =>
        ConsoleRun.Start(["search", "--name", Run, "--runs", Runs, .. run.Flags, "--json", .. Place], _network?.Prefix(Network.Hub));

    /// <summary>Resumes the run.</summary>
    public Task ResumeAsync() => ConsoleAsync(["resume", Run, "--runs", Runs, "--detach"]);

    /// <summary>
    /// Stops the run with a checkpoint, so that its history is over. Waits before until a run that went back to a checkpoint has committed again all that it had
    /// committed: what is ahead of it is neither lost nor done.
    /// </summary>
    public async Task StopAsync()
    {
        await Trail.UntilAsync(
            "commit beyond all that earlier groups have committed",
            trail => trail.Commits.MaxBy(line => (line.Generation, line.GlobalUpdate)) is { } newest && newest.GlobalUpdate >= trail.Commits.Max(line => line.GlobalUpdate) ? newest : null,
            Limits.Safety);
        await ConsoleAsync(["stop", Run, "--runs", Runs]);
    }

    /// <summary>Waits until the run is completed.</summary>
    public Task CompletedAsync() => ConsoleAsync(["wait", Run, "--runs", Runs, "--timeout", "120s"]);

    /// <summary>Waits until all silos train in one group, and this one has committed a few updates.</summary>
    /// <returns>Its newest commit.</returns>
    public Task<AuditLine> TogetherAsync(int world, int updates = 8) => Trail.UntilAsync(
        $"group of {world} that has committed {updates} updates",
        trail =>
        {
            AuditLine? joined = trail.Lines.Where(line => line.Kind == "joined").MaxBy(line => line.Generation);
            AuditLine[] commits = joined?.WorldSize == world ? [.. trail.Commits.Where(line => line.Generation == joined.Generation)] : [];
            return commits.DistinctBy(line => line.Update).Count() >= updates && commits.Select(line => line.Rank).Distinct().Count() == world ? commits[^1] : null;
        },
        Limits.Safety);

    /// <summary>The first commit of a generation that is later than the given one.</summary>
    public Task<AuditLine> LaterCommitAsync(long generation) => Trail.UntilAsync(
        $"commit of a generation later than {generation}", trail => trail.Commits.FirstOrDefault(line => line.Generation > generation), Limits.Safety);

    /// <summary>The silo whose process has a rank in the newest group.</summary>
    public SiloProcess OfRank(int rank)
    {
        AuditLine joined = Trail.Refresh().Lines.Where(line => line.Kind == "joined" && line.Rank == rank).MaxBy(line => line.Generation)!;
        return Silos.Single(silo => joined.Process.EndsWith($"-{silo.Id}", StringComparison.Ordinal));
    }

    /// <summary>The silos whose processes hold a network in the newest group, where the networks are on different replicas.</summary>
    /// <param name="role"><c>Search</c> or <c>Evaluation</c>.</param>
    public IReadOnlyList<SiloProcess> OfRole(string role)
    {
        AuditLine[] joined = [.. Trail.Refresh().Lines.Where(line => line.Kind == "joined")];
        long newest = joined.Max(line => line.Generation);
        HashSet<string> processes = [.. joined.Where(line => line.Generation == newest && line.Role == role).Select(line => line.Process)];
        return [.. Silos.Where(silo => processes.Any(process => process.EndsWith($"-{silo.Id}", StringComparison.Ordinal)))];
    }

    /// <summary>What a silo's process committed.</summary>
    public IReadOnlyList<AuditLine> CommitsOf(SiloProcess silo) =>
        [.. Trail.Refresh().Commits.Where(line => line.Process.EndsWith($"-{silo.Id}", StringComparison.Ordinal))];

    /// <summary>Reads the history of the run.</summary>
    public RunHistory History() => RunHistory.Read(RunFolder);

    /// <summary>The last lines of every silo, for a message.</summary>
    public string Logs() => string.Concat(_gone.Concat(Silos).Select(silo => $"-- {silo.Name} ({silo.Id})\n{string.Join('\n', silo.Log.Lines.TakeLast(15))}\n"));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SiloProcess silo in _gone.Concat(_silos.Values))
        {
            silo.Dispose();
        }

        Redis?.Dispose();
        _folder.Dispose();
    }

    private IEnumerable<string> Place => ["--redis", Redis.Address, "--cluster", Cluster];

    private Task ConsoleAsync(IEnumerable<string> command) => ConsoleRun.RunAsync([.. command, .. Place], _network?.Prefix(Network.Hub));
}
