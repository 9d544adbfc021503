using Cdarts.Client.Commands;
using Cdarts.Client.Tests.Support;

namespace Cdarts.Client.Tests.Commands;

public sealed class DryRunTests : IDisposable
{
    private readonly TestShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData(2, 1.1, "--set", "layout=split")]
    [InlineData(3, 1.1, "--set", "cluster.minimum_replicas=3")]
    [InlineData(3, 1.1, "--set", "cluster.minimum_replicas=3", "--set", "layout=split")]
    [InlineData(8, 1.1, "--set", "layout=split", "--replicas", "8")]
    [InlineData(2, 2.5, "--replicas", "2", "--bandwidth", "2.5")]
    public async Task A_search_on_several_devices_shows_both_layouts(int replicas, double gigabytesPerSecond, params string[] arguments)
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync(["search", "--dry-run", .. arguments]));
        Assert.EndsWith(FormattableString.Invariant($"\n# layouts on {replicas} replicas at {gigabytesPerSecond} GB/s\n"), _shell.Out.ToString());
    }

    [Theory]
    [InlineData()]
    [InlineData("--set", "layout=split", "--replicas", "1")]
    [InlineData("--json", "--replicas", "2")]
    public async Task On_one_device_or_for_programs_there_is_no_comparison(params string[] arguments)
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync(["search", "--dry-run", .. arguments]));
        Assert.DoesNotContain("layouts on", _shell.Out.ToString());
    }

    [Theory]
    [InlineData("--replicas is for --dry-run alone: a run takes the devices that there are.", "--replicas", "2")]
    [InlineData("--bandwidth is for --dry-run alone: a run takes the devices that there are.", "--bandwidth", "2")]
    [InlineData("--replicas is 0: use a whole number of at least 1.", "--dry-run", "--replicas", "0")]
    [InlineData("--bandwidth must be a number above 0, in GB/s.", "--dry-run", "--bandwidth", "0")]
    public async Task What_makes_no_sense_is_refused(string sentence, params string[] arguments)
    {
        Assert.Equal(ExitCode.BadConfiguration, await _shell.RunAsync(["search", .. arguments]));
        Assert.Equal(sentence + "\n", _shell.Error.ToString());
    }
}
