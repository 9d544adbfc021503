using System.Text.Json;
using Cdarts.EndToEnd.Tests.Support;

namespace Cdarts.EndToEnd.Tests;

/// <summary>A silo of its own process, a Redis, and consoles that come and go.</summary>
public sealed class ClusterTests : IDisposable
{
    private const string Cluster = "end-to-end";

    private readonly RunsFolder _runs = new();

    public void Dispose() => _runs.Dispose();

    [SkippableFact]
    public async Task A_search_of_a_cluster_finds_its_genotype()
    {
        await using RedisServer redis = await RedisServer.StartAsync();
        using SiloProcess silo = await SiloProcess.StartAsync(redis, Cluster, "n1");
        string[] cluster = ["--redis", redis.Address, "--cluster", Cluster];

        ConsoleResult detached = await ConsoleProcess.RunAsync([.. _runs.SearchArguments(), .. cluster, "--detach"]);
        Assert.True(detached.ExitCode == 0, $"{detached}");
        Assert.Contains($"cluster {Cluster} at {redis.Address}", detached.Output);

        ConsoleResult waited = await _runs.CommandAsync(["wait", RunsFolder.Name, .. cluster]);
        Assert.Equal((0, "", ""), (waited.ExitCode, waited.Output, waited.Error));
        Assert.Equal(SmallSearch.Steps, File.ReadAllLines(Path.Combine(_runs.Run(), "metrics.jsonl")).Length);
        Assert.Equal(JsonValueKind.Object, Json("results.json").GetProperty("genotype").ValueKind);

        ConsoleResult list = await ConsoleProcess.RunAsync(["list", .. cluster]);
        Assert.Matches($"{RunsFolder.Name} +│ completed", list.Output);
        ConsoleResult silos = await ConsoleProcess.RunAsync(["cluster", .. cluster, "--json"]);
        JsonElement only = JsonDocument.Parse(Assert.Single(silos.Lines)).RootElement;
        Assert.Equal(("n1", "Active"), (only.GetProperty("name").GetString(), only.GetProperty("membership").GetString()));

        silo.Terminate();
        ConsoleResult left = await silo.EndAsync();
        Assert.Equal(0, left.ExitCode);
        Assert.DoesNotMatch(" (Warning|Error|Critical) ", left.Error);
    }

    private JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(_runs.Run(), file))).RootElement;
}
