using Cdarts.Client.Commands;
using Cdarts.Client.Tests.Support;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Training;

namespace Cdarts.Client.Tests.Commands;

public sealed class CheckpointsCommandTests : IDisposable
{
    private readonly TestShell _shell = new();

    public CheckpointsCommandTests()
    {
        _shell.CreateRun("a");
        CheckpointManifest manifest = new(
            "s", 1, 2, new(1, TrainingPhase.Joint, 0, 17, 0), 120, "", "", "", "", Samples.Start.AddMinutes(-3), [new("run", 12_345_678, "")], default, "");
        _shell.Engine.Checkpoints.AddRange([new("g000002-u000000120", 2, 120, manifest), new("g000001-u000000007", 1, 7, null)]);
    }

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task They_are_listed_newest_first_also_unreadable_ones()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("checkpoints", "a"));

        Assert.Matches(@"g000002-u000000120 │ .*Joint.*step 18.*│ 12.3 MB │ 3 min ago", _shell.Console.Output);
        Assert.Matches("g000001-u000000007 │ manifest unreadable", _shell.Console.Output);
    }

    [Fact]
    public async Task Each_is_verified()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("checkpoints", "a", "verify"));

        Assert.Equal("Checkpoint g000002-u000000120 is as it was written.\nCheckpoint g000001-u000000007 is as it was written.\n", _shell.Out.ToString());
    }

    [Fact]
    public async Task A_damaged_one_is_told_by_the_exit_code_too()
    {
        _shell.Engine.Damages["g000001-u000000007"] = "Checkpoint g000001-u000000007 is damaged: manifest.json is missing.";

        Assert.Equal(ExitCode.RunFailed, await _shell.RunAsync("checkpoints", "a", "verify"));

        Assert.EndsWith("is as it was written.\nCheckpoint g000001-u000000007 is damaged: manifest.json is missing.\n", _shell.Out.ToString());
    }

    [Fact]
    public async Task Old_ones_are_removed()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("checkpoints", "a", "prune", "--keep", "1"));

        Assert.Equal("Removed g000001-u000000007.\n", _shell.Out.ToString());
    }

    [Fact]
    public async Task A_run_that_is_going_is_left_alone()
    {
        _shell.Clusters.RunningFolders.Add(_shell.In("runs", "a"));

        Assert.Contains("stop it first", await _shell.FailAsync(ExitCode.NotFoundOrInUse, "checkpoints", "a", "prune", "--keep", "1"));
    }

    [Theory]
    [InlineData("prune")]
    [InlineData("prune", "--keep", "0")]
    [InlineData("verify", "--keep", "1")]
    [InlineData("remove")]
    public async Task What_makes_no_sense_is_one_sentence(params string[] more) =>
        Assert.NotEmpty(await _shell.FailAsync(ExitCode.BadConfiguration, ["checkpoints", "a", .. more]));
}
