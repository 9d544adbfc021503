using System.Text.Json;
using Cdarts.Client.Commands;
using Cdarts.Client.Tests.Support;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Tests.Commands;

/// <summary>list, status and watch: the commands that look at runs of other consoles.</summary>
public sealed class OtherRunCommandsTests : IDisposable
{
    private readonly TestShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task The_list_shows_every_run_also_a_damaged_one()
    {
        _shell.Clusters.RunningFolders.Add(_shell.CreateRun("busy"));
        _shell.CreateRun("done");
        _shell.File("runs/done/results.json", ResumeCommandTests.Results);
        _shell.CreateRun("broken");
        _shell.File("runs/broken/run.json", "{}");

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("list"));

        Assert.Matches(@"busy\s+│ running", _shell.Console.Output);
        Assert.Matches(@"done\s+│ completed", _shell.Console.Output);
        Assert.Matches(@"broken\s+│ unreadable", _shell.Console.Output);
        Assert.Equal(0, _shell.Clusters.Connections);
    }

    [Fact]
    public async Task The_list_is_lines_of_json_when_asked()
    {
        _shell.CreateRun("a");

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("list", "--json"));

        JsonElement line = JsonDocument.Parse(_shell.Out.ToString()).RootElement;
        Assert.Equal(("a", "unknown"), (line.GetProperty("name").GetString(), line.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task An_empty_list_says_what_to_do()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("list"));

        Assert.Equal($"There are no runs in {_shell.Runs}: start one with `cdarts search`.\n", _shell.Out.ToString());
    }

    [Fact]
    public async Task The_status_of_a_running_run_comes_from_its_process()
    {
        _shell.Clusters.RunningFolders.Add(_shell.CreateRun("demo"));
        _shell.Clusters.Status = Samples.Status(RunState.Running) with { Progress = Samples.Progress(17, 110), Checkpoint = Samples.Checkpoint };

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("status", "demo"));

        Assert.Contains("demo  running", _shell.Console.Output);
        Assert.Contains("18 of 40", _shell.Console.Output);
        Assert.Equal((1, 1), (_shell.Clusters.Connections, _shell.Clusters.Disposed));
    }

    [Fact]
    public async Task The_status_of_any_other_run_comes_from_its_folder()
    {
        _shell.CreateRun("demo");
        _shell.File("runs/demo/results.json", ResumeCommandTests.Results);

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("status", "demo"));

        Assert.Contains("demo  completed", _shell.Console.Output);
        Assert.Contains("50.0 % of 1,000 pictures", _shell.Console.Output);
        Assert.Equal(0, _shell.Clusters.Connections);
    }

    [Fact]
    public async Task The_status_of_a_retraining_has_its_epochs_and_no_cycles()
    {
        _shell.CreateRun("demo", RunSpec.Cream with { Task = RunTask.Retrain, Retrain = new() { Epochs = 6, StepsPerEpoch = 10 } });
        _shell.File("runs/demo/metrics.jsonl", """{"generation":1,"global_step":25,"cycle":0,"phase":"Retrain","epoch":2,"step":4,"evaluation_loss":1.5,"images_per_second":9}""" + "\n");

        Assert.Equal((ExitCode.Done, ExitCode.Done), (await _shell.RunAsync("status", "demo"), await _shell.RunAsync("list")));

        Assert.Matches(@"\nretraining\s*\n", _shell.Console.Output);
        Assert.Contains("3 of 6", _shell.Console.Output);
        Assert.Contains("5 of 10", _shell.Console.Output);
        Assert.Contains("25 of 60", _shell.Console.Output);
        Assert.Matches(@"demo\s+│ stopped\s+│ retraining\s+│", _shell.Console.Output);
        Assert.DoesNotContain("cycle", _shell.Console.Output);
    }

    [Fact]
    public async Task A_random_search_has_no_cycles()
    {
        _shell.CreateRun("demo", RunSpec.Cream with { Strategy = SearchStrategy.Random });
        _shell.Clusters.Send(new PhaseStarted(Samples.At(1), Samples.Start, new(0, "DeriveTopology", 0, 0, 0))).End(Samples.Status(RunState.Completed, Samples.Outcome));

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("resume", "demo"));

        Assert.Contains("begin of deriving the final genotype", _shell.Out.ToString());
    }

    [Fact]
    public async Task A_status_is_a_line_of_json_when_asked()
    {
        _shell.CreateRun("demo");

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("status", "demo", "--json"));

        Assert.Equal("unknown", JsonDocument.Parse(_shell.Out.ToString()).RootElement.GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("status")]
    [InlineData("watch")]
    [InlineData("export", "--format", "genotype", "-o", "x")]
    public async Task An_unknown_run_is_not_found(string command, params string[] more) =>
        Assert.StartsWith("There is no run nobody in ", await _shell.FailAsync(ExitCode.NotFoundOrInUse, [command, "nobody", .. more]));

    [Fact]
    public async Task A_watch_ends_with_the_run_and_its_exit_code()
    {
        _shell.Clusters.RunningFolders.Add(_shell.CreateRun("demo"));
        _shell.Clusters.Send(new WarningRaised(Samples.At(1), Samples.Start, "Careful.")).End(Samples.Status(RunState.Failed, failure: "It broke."));

        Assert.Equal(ExitCode.RunFailed, await _shell.RunAsync("watch", "demo"));

        Assert.Contains("warning: Careful.", _shell.Out.ToString());
        Assert.Equal("It broke.\n", _shell.Error.ToString());
    }

    [Fact]
    public async Task A_watch_of_a_run_that_nobody_runs_shows_its_folder()
    {
        _shell.CreateRun("demo");
        _shell.File("runs/demo/results.json", ResumeCommandTests.Results);

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("watch", "demo"));

        Assert.Contains("50.0 % of 1,000 pictures", _shell.Console.Output);
    }

    [Fact]
    public async Task The_first_stop_ends_the_watch_and_not_the_run()
    {
        _shell.Clusters.RunningFolders.Add(_shell.CreateRun("demo"));
        bool stopped = false;
        _shell.Clusters.OnStop = _ => stopped = true;
        Task<ExitCode> watch = _shell.RunAsync("watch", "demo");

        _shell.Stops.Raise();

        Assert.Equal(ExitCode.Aborted, await watch);
        Assert.False(stopped);
    }
}
