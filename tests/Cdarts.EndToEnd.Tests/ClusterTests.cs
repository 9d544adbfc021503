using System.Text.Json;
using System.Text.RegularExpressions;
using Cdarts.Chaos.Processes;
using Cdarts.EndToEnd.Tests.Support;

namespace Cdarts.EndToEnd.Tests;

/// <summary>A silo of its own process, a Redis, and consoles that come and go.</summary>
public sealed class ClusterTests : IDisposable
{
    private const string Cluster = "end-to-end";

    private readonly RunsFolder _runs = new();
    private readonly ScratchFolder _redis = new();

    public void Dispose()
    {
        _redis.Dispose();
        _runs.Dispose();
    }

    [SkippableFact]
    public async Task A_search_of_a_cluster_finds_its_genotype()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.NotInstalled);
        using RedisServer redis = await RedisServer.StartAsync(_redis.Path);
        using SiloProcess silo = SiloProcess.Start("n1", redis.Address, Cluster);
        await silo.ActiveAsync();
        Assert.Contains(silo.Output.Lines, line => Regex.IsMatch(
            line, @"^silo n1 is active in cluster \S+: device \S+, silo port \d+, gateway port \d+, Orleans membership on \S+$"));
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
        Assert.Equal(0, await silo.EndAsync());
        Assert.DoesNotMatch(" (Warning|Error|Critical) ", silo.Log.ToString());
    }

    private JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(_runs.Run(), file))).RootElement;
}
