using Cdarts.Client.Commands;
using Cdarts.Client.Runs;
using Cdarts.Client.Tests.Support;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Tests.Commands;

/// <summary><c>--seeds</c> of search and retrain.</summary>
public sealed class CampaignTests : IDisposable
{
    private static readonly RunStatus Completed = Samples.Status(RunState.Completed, Samples.Outcome);

    private readonly TestShell _shell = new() { RunsSeveral = true };

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Runs_come_one_after_the_other_and_are_compared()
    {
        CompleteAllBut();

        Assert.Equal((ExitCode.Done, ""), (await _shell.RunAsync("search", "--seeds", "3, 1", "--name", "x", "--strategy", "random"), _shell.Error.ToString()));

        Assert.Equal([3, 1], _shell.Clusters.Started.Select(started => (int)started.Spec.Seed));
        Assert.Equal([_shell.In("runs", "x-seed3"), _shell.In("runs", "x-seed1")], _shell.Clusters.Started.Select(started => started.RunFolder));
        Assert.Equal(2, _shell.Clusters.Disposed);
        Assert.Contains("| x | 2 | 50.00 ± 0.00 |", File.ReadAllText(_shell.In("runs", "x-comparison.md")));
        Assert.All(["json", "svg", "png"], format => Assert.True(File.Exists(_shell.In("runs", $"x-comparison.{format}"))));
    }

    [Fact]
    public async Task Without_a_name_runs_are_called_by_what_they_stand_on_so_that_the_same_command_finds_them()
    {
        CompleteAllBut();
        string file = _shell.File("my spec.yaml", "seed: 7");

        Assert.Equal((ExitCode.Done, ""), (await _shell.RunAsync("search", file, "--seeds", "1"), _shell.Error.ToString()));

        Assert.Equal(1, RunManifest.Read(_shell.In("runs", "my-spec-seed1")).Spec.Seed);
    }

    [Fact]
    public async Task A_stop_ends_the_campaign_and_the_same_command_goes_on_with_it()
    {
        string[] command = ["search", "--seeds", "1,2,3", "--name", "x"];
        CompleteAllBut("x-seed2");
        Assert.Equal(ExitCode.Stopped, await _shell.RunAsync(command));
        Assert.Equal(["x-seed1", "x-seed2"], Directory.GetDirectories(_shell.Runs).Select(Path.GetFileName).Order());
        Assert.False(File.Exists(_shell.In("runs", "x-comparison.md")));

        CompleteAllBut();
        Assert.Equal(ExitCode.Done, await _shell.RunAsync(command));

        Assert.Equal([1, 2, 2, 3], _shell.Clusters.Started.Select(started => (int)started.Spec.Seed));
        Assert.Contains("| x | 3 |", File.ReadAllText(_shell.In("runs", "x-comparison.md")));
    }

    [Fact]
    public async Task A_run_with_other_settings_is_refused()
    {
        CompleteAllBut();
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("search", "--seeds", "1", "--name", "x"));
        _shell.Out.GetStringBuilder().Clear();

        Assert.Equal(
            "The run x-seed1 is there with other settings: choose another name for the campaign with --name.",
            await _shell.FailAsync(ExitCode.BadConfiguration, "search", "--seeds", "1", "--name", "x", "--set", "network.channels=6"));
        Assert.Single(_shell.Clusters.Started);
    }

    [Fact]
    public async Task A_run_of_another_console_is_in_use()
    {
        CompleteAllBut("x-seed1");
        await _shell.RunAsync("search", "--seeds", "1", "--name", "x");
        _shell.Clusters.RunningFolders.Add(_shell.In("runs", "x-seed1"));
        _shell.Out.GetStringBuilder().Clear();
        _shell.Error.GetStringBuilder().Clear();

        Assert.Equal(
            "The run x-seed1 is running in another console: wait for it.",
            await _shell.FailAsync(ExitCode.NotFoundOrInUse, "search", "--seeds", "1", "--name", "x"));
    }

    [Fact]
    public async Task A_run_that_fails_ends_the_campaign()
    {
        _shell.Clusters.End(Samples.Status(RunState.Failed, failure: "The loss is not finite: lower the learning rate."));

        Assert.Equal(ExitCode.RunFailed, await _shell.RunAsync("search", "--seeds", "1,2", "--name", "x"));

        Assert.Single(_shell.Clusters.Started);
        Assert.Equal("The loss is not finite: lower the learning rate.\n", _shell.Error.ToString());
    }

    [Fact]
    public async Task A_cell_is_retrained_for_every_seed()
    {
        CompleteAllBut();

        Assert.Equal((ExitCode.Done, ""), (await _shell.RunAsync("retrain", "cdarts-cifar", "--seeds", "1,2"), _shell.Error.ToString()));

        Assert.Equal(["retrain-cdarts-cifar-seed1", "retrain-cdarts-cifar-seed2"], Directory.GetDirectories(_shell.Runs).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1,")]
    [InlineData("1,1")]
    [InlineData("01,1")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1;2")]
    [InlineData("99999999999999999999")]
    public async Task Seeds_that_are_none_are_refused_before_anything_is_made(string seeds)
    {
        Assert.Equal(
            $"--seeds is {(seeds.Length == 0 ? "empty" : seeds)}: use different whole numbers from 0, at most 1000, for example 1,2,3.",
            await _shell.FailAsync(ExitCode.BadConfiguration, "search", "--seeds", seeds, "--dry-run"));
        Assert.False(Directory.Exists(_shell.Runs));
    }

    [Fact]
    public async Task More_seeds_than_anybody_runs_are_refused() => Assert.Contains(
        "at most 1000", await _shell.FailAsync(ExitCode.BadConfiguration, "search", "--seeds", string.Join(',', Enumerable.Range(0, 1001))));

    [Fact]
    public async Task A_name_that_no_run_can_have_is_refused_before_the_first_one()
    {
        string name = new('a', 94);

        Assert.StartsWith("The run name '", await _shell.FailAsync(ExitCode.BadConfiguration, "search", "--seeds", "1,22", "--name", name));
        Assert.False(Directory.Exists(_shell.Runs));
    }

    /// <summary>Every run that begins completes, as the process does it, but for those that are stopped.</summary>
    private void CompleteAllBut(params string[] stopped) => _shell.Clusters.BeforeStart = () =>
    {
        string newest = Directory.GetDirectories(_shell.Runs).Single(folder => !File.Exists(Path.Combine(folder, "results.json")));
        if (stopped.Contains(Path.GetFileName(newest)))
        {
            _shell.Clusters.End(Samples.Status(RunState.Stopped));
        }
        else
        {
            File.WriteAllText(Path.Combine(newest, "results.json"), ResumeCommandTests.Results);
            _shell.Clusters.End(Completed);
        }

        return Task.CompletedTask;
    };
}
