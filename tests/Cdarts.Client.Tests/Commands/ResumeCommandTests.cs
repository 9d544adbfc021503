using Cdarts.Client.Commands;
using Cdarts.Client.Tests.Support;
using Cdarts.Contracts.Grains;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Tests.Commands;

public sealed class ResumeCommandTests : IDisposable
{
    public const string Results = """
        {"genotype":"published","evaluation_topology":"published","held_out":{"accuracy":0.5,"loss":1.25,"pictures":1000},
         "parameters":123,"multiply_adds":456,"operation_counts":{"skip_connect":3},"picture_files":["cycles/03/normal.svg","cycles/03/reduction.svg"]}
        """;

    private readonly TestShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task A_run_goes_on_with_the_settings_it_was_made_with()
    {
        RunSpec spec = RunSpec.Nni with { Seed = 5 };
        string folder = _shell.CreateRun("a", spec);
        _shell.Clusters.End(Samples.Status(RunState.Completed, Samples.Outcome));
        _shell.Variables["CDARTS_SEED"] = "9";

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("resume", "a"));

        Assert.Equal(new StartCommand(spec, RunSpecJson.Hash(spec), folder), Assert.Single(_shell.Clusters.Started));
    }

    [Fact]
    public async Task A_running_run_is_in_use()
    {
        _shell.Clusters.RunningFolders.Add(_shell.CreateRun("a"));

        Assert.Equal("The run a is running: look at it with `cdarts watch a`.", await _shell.FailAsync(ExitCode.NotFoundOrInUse, "resume", "a"));
        Assert.Empty(_shell.Clusters.Started);
    }

    [Fact]
    public async Task A_completed_run_shows_its_results_again()
    {
        _shell.CreateRun("a");
        _shell.File("runs/a/results.json", Results);

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("resume", "a"));

        Assert.Empty(_shell.Clusters.Started);
        Assert.Contains("50.0 % of 1,000 pictures", _shell.Console.Output);
    }

    [Fact]
    public async Task A_run_that_only_the_cluster_knows_as_completed_shows_its_results()
    {
        _shell.CreateRun("a");
        _shell.Clusters.Outcome = StartOutcome.AlreadyCompleted;
        _shell.Clusters.Status = Samples.Status(RunState.Completed, Samples.Outcome);

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("resume", "a"));

        Assert.Contains("45.7 % of 1,000 pictures", _shell.Console.Output);
    }

    [Fact]
    public async Task An_unknown_run_is_not_found() =>
        Assert.StartsWith("There is no run a in ", await _shell.FailAsync(ExitCode.NotFoundOrInUse, "resume", "a"));

    [Fact]
    public async Task Settings_cannot_be_changed()
    {
        _shell.CreateRun("a");

        Assert.Equal(
            "`cdarts resume` does not know --set: see `cdarts resume --help`.",
            await _shell.FailAsync(ExitCode.BadConfiguration, "resume", "a", "--set", "seed=1"));
    }

    [Fact]
    public async Task A_damaged_manifest_is_one_sentence()
    {
        _shell.CreateRun("a");
        _shell.File("runs/a/run.json", "{}");

        Assert.Contains("run.json is damaged", await _shell.FailAsync(ExitCode.BadConfiguration, "resume", "a"));
    }
}
