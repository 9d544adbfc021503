using System.Text.Json;
using Cdarts.Chaos.Processes;
using Cdarts.EndToEnd.Tests.Support;

namespace Cdarts.EndToEnd.Tests;

/// <summary>A cluster gives the same search whether its silos hold both networks or one each.</summary>
public sealed class SplitNumbersTests : IDisposable
{
    private const string Cluster = "numbers";

    private static readonly string[] Measured = ["images_per_second", "step_seconds", "data_wait", "search_wait", "evaluation_wait", "exchange_seconds", "peak_memory_mib", "generation"];

    private readonly RunsFolder _runs = new();
    private readonly ScratchFolder _redis = new();

    public void Dispose()
    {
        _redis.Dispose();
        _runs.Dispose();
    }

    [SkippableFact]
    public async Task One_search_and_two_evaluation_silos_find_what_one_silo_finds()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.NotInstalled);
        using RedisServer redis = await RedisServer.StartAsync(_redis.Path);
        SiloProcess[] silos = [.. new[] { "n1", "n2", "n3" }.Select(name => SiloProcess.Start(name, redis.Address, Cluster))];
        try
        {
            await Task.WhenAll(silos.Select(silo => silo.ActiveAsync()));
            await SearchAsync(redis, "one", "cluster.maximum_replicas=1");
            await SearchAsync(redis, "split", "layout=split", "split.evaluation_replicas=2", "cluster.minimum_replicas=3");
        }
        finally
        {
            Array.ForEach(silos, silo => silo.Dispose());
        }

        List<Dictionary<string, JsonElement>> one = Metrics("one"), split = Metrics("split");
        Assert.Equal(one.Count, split.Count);
        Assert.All(one.Zip(split), pair => Assert.All(pair.First.Keys.Except(Measured), key => AssertEqual(key, pair.First[key], pair.Second[key], pair.First["cycle"].GetInt32())));
        Assert.Contains(split, line => line["exchange_seconds"].ValueKind == JsonValueKind.Number);
        Assert.All(new[] { "cycles/01/genotype.json", "cycles/02/genotype.json", "genotype.json" }, file => Assert.Equal(
            File.ReadAllText(Path.Combine(_runs.Run("one"), file)), File.ReadAllText(Path.Combine(_runs.Run("split"), file))));
    }

    /// <summary>Differences of rounding grow with every update: the first cycle is compared to all digits that count.</summary>
    private static void AssertEqual(string key, JsonElement expected, JsonElement actual, int cycle)
    {
        if (expected.ValueKind == JsonValueKind.Number)
        {
            double difference = Math.Abs(expected.GetDouble() - actual.GetDouble()) / Math.Max(1, Math.Abs(expected.GetDouble()));
            Assert.True(difference <= (cycle == 0 ? 1e-9 : 1e-6), $"{key}: {expected} and {actual}");
        }
        else
        {
            Assert.Equal((key, expected.ToString()), (key, actual.ToString()));
        }
    }

    private async Task SearchAsync(RedisServer redis, string name, params string[] settings)
    {
        string[] all =
        [
            "precision=float64", "cluster.sync_batch_norm=true", "data.batch_size=12", "network.channels=2", "network.search_cells=3", "network.evaluation_cells=3",
            "held_out.statistics_batches=2", "schedule.cycles=2", "schedule.steps_per_epoch=5", .. settings,
        ];
        ConsoleResult done = await ConsoleProcess.RunAsync(
        [
            "search", "--name", name, "--runs", _runs.Path, "--redis", redis.Address, "--cluster", Cluster, .. all.SelectMany(setting => new[] { "--set", setting }),
        ]);
        Assert.True(done.ExitCode == 0, $"{done}");
    }

    private List<Dictionary<string, JsonElement>> Metrics(string run) =>
        [.. File.ReadAllLines(Path.Combine(_runs.Run(run), "metrics.jsonl")).Select(line => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(line)!)];
}
