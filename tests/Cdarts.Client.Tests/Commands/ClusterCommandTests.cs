using System.Text.Json;
using Cdarts.Client.Commands;
using Cdarts.Client.Tests.Support;

namespace Cdarts.Client.Tests.Commands;

public sealed class ClusterCommandTests : IDisposable
{
    private readonly TestShell _shell = new();

    public ClusterCommandTests() => _shell.Clusters.Silos.AddRange(
    [
        new("a", "10.0.0.1:11111", "Active", new("a", "cuda:0", "big", 12, "0.1.0", 32, 64L << 30, Samples.Start.AddMinutes(-5), "search-1", 7)),
        new("b", "10.0.0.2:11111", "Active", null),
    ]);

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task The_table_has_every_silo_also_a_silent_one()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("cluster", "--redis", "r:1"));

        Assert.Equal(["cluster cdarts at r:1"], _shell.Clusters.Joined);
        Assert.Matches(@"a\s+│ active\s+│ cuda:0\s+│ search-1\s+│ 7\s+│ big\s+│ 32\s+│ 64.0 GiB\s+│ 5 min ago", _shell.Console.Output);
        Assert.Matches(@"b\s+│ active, silent", _shell.Console.Output);
    }

    [Fact]
    public async Task It_is_lines_of_json_when_asked()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("cluster", "--json"));

        JsonElement first = JsonDocument.Parse(_shell.Out.ToString().Split('\n')[0]).RootElement;
        Assert.Equal(("a", 7), (first.GetProperty("name").GetString(), first.GetProperty("record").GetProperty("generation").GetInt32()));
        Assert.Equal(["cluster cdarts of this machine (port 30000)"], _shell.Clusters.Joined);
    }
}
