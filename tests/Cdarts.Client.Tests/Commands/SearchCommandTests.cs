using System.Text.Json;
using Cdarts.Client.Commands;
using Cdarts.Client.Runs;
using Cdarts.Client.Tests.Support;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Tests.Commands;

public sealed class SearchCommandTests : IDisposable
{
    private static readonly RunStatus Completed = Samples.Status(RunState.Completed, Samples.Outcome);

    private readonly TestShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task A_search_makes_a_run_starts_it_and_reports_its_results()
    {
        _shell.Clusters.Send(new StateChanged(Samples.At(1), Samples.Start, RunState.Running)).End(Completed);

        ExitCode code = await _shell.RunAsync("search", "--set", "network.channels=8");

        Assert.Equal((ExitCode.Done, ""), (code, _shell.Error.ToString()));
        RunManifest manifest = RunManifest.Read(_shell.In("runs", "quickstart-20260102-030405"));
        Assert.Equal((8, "quickstart"), (manifest.Spec.Network.Channels, manifest.Preset));
        StartCommand started = Assert.Single(_shell.Clusters.Started);
        Assert.Equal(new StartCommand(manifest.Spec, RunSpecJson.Hash(manifest.Spec), _shell.In("runs", "quickstart-20260102-030405")), started);
        Assert.Equal(1, _shell.Clusters.Disposed);
        Assert.Contains("Genotype of quickstart-20260102-030405", _shell.Console.Output);
        Assert.Contains("45.7 % of 1,000 pictures", _shell.Console.Output);
    }

    [Fact]
    public async Task Names_that_are_made_never_collide()
    {
        _shell.CreateRun("quickstart-20260102-030405");
        _shell.Clusters.End(Completed);

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("search"));

        Assert.True(File.Exists(_shell.In("runs", "quickstart-20260102-030405-2", "run.json")));
    }

    [Fact]
    public async Task A_file_names_the_run_and_stands_on_the_defaults()
    {
        string file = _shell.File("my spec.yaml", "seed: 7");
        _shell.Clusters.End(Completed);

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("search", file));

        Assert.Equal(RunSpec.Cream with { Seed = 7 }, RunManifest.Read(_shell.In("runs", "my-spec-20260102-030405")).Spec);
    }

    [Fact]
    public async Task With_json_the_output_is_events_and_nothing_else()
    {
        _shell.Clusters.End(Completed);

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("search", "--name", "a", "--json"));

        string[] lines = _shell.Out.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(["run_snapshot", "run_ended"], lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("event").GetString()));
        Assert.Equal("", _shell.Console.Output);
    }

    [Fact]
    public async Task A_dry_run_starts_and_makes_nothing()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("search", "--dry-run", "--name", "a"));

        Assert.Empty(_shell.Clusters.Started);
        Assert.False(Directory.Exists(_shell.Runs));
        Assert.Contains("variant: cream", _shell.Out.ToString());
        Assert.Matches(@"\n# memory: about [0-9.]+ [MG]iB on cpu for 32 pictures at once \([0-9]+ MiB each\), one replica; this machine has [0-9.]+ [MG]iB\n$", _shell.Out.ToString());
    }

    [Fact]
    public async Task A_run_that_fails_is_one_sentence()
    {
        _shell.Clusters.End(Samples.Status(RunState.Failed, failure: "The loss is not finite: lower the learning rate."));

        Assert.Equal(ExitCode.RunFailed, await _shell.RunAsync("search"));

        Assert.Equal("The loss is not finite: lower the learning rate.\n", _shell.Error.ToString());
    }

    [Fact]
    public async Task A_run_that_fails_through_a_bug_says_so()
    {
        _shell.Clusters.End(Samples.Status(RunState.Failed, failure: "Index out of range.", expected: false));

        Assert.Equal(ExitCode.Unexpected, await _shell.RunAsync("search", "--name", "a"));

        Assert.Equal("The run a failed through a fault of cdarts, please report it: Index out of range.\n", _shell.Error.ToString());
    }

    [Fact]
    public async Task The_first_stop_asks_for_a_checkpoint_and_ends_with_75()
    {
        _shell.Clusters.OnStop = checkpoint =>
        {
            Assert.True(checkpoint);
            _shell.Clusters.End(Samples.Status(RunState.Stopped, checkpoint: Samples.Checkpoint));
        };
        Task<ExitCode> search = _shell.RunAsync("search", "--name", "a");

        _shell.Stops.Raise();

        Assert.Equal(ExitCode.Stopped, await search);
        Assert.Equal(
            $"The run a stopped with checkpoint g000001-u000000120: go on with `cdarts resume {_shell.In("runs", "a")}`.\n", _shell.Error.ToString());
        Assert.Contains("Ctrl-C again aborts without one.", _shell.Out.ToString());
        Assert.Empty(_shell.Aborts);
        Assert.Equal(1, _shell.Clusters.Disposed);
    }

    [Fact]
    public async Task A_run_that_completes_while_it_is_stopped_is_completed()
    {
        _shell.Clusters.OnStop = _ => _shell.Clusters.End(Completed);
        Task<ExitCode> search = _shell.RunAsync("search", "--name", "a");

        _shell.Stops.Raise();

        Assert.Equal(ExitCode.Done, await search);
    }

    [Fact]
    public async Task The_second_stop_aborts_at_once()
    {
        _shell.Clusters.OnStop = _ => _shell.Stops.Raise();
        Task<ExitCode> search = _shell.RunAsync("search");

        _shell.Stops.Raise();

        Assert.Equal(ExitCode.Aborted, await search);
        Assert.Equal([ExitCode.Aborted], _shell.Aborts);
    }

    [Fact]
    public async Task A_stop_that_cannot_be_asked_for_is_unexpected()
    {
        _shell.Clusters.OnStop = _ => throw new InvalidOperationException("no stop");
        Task<ExitCode> search = _shell.RunAsync("search");

        _shell.Stops.Raise();

        Assert.Equal(ExitCode.Unexpected, await search);
    }

    [Fact]
    public async Task A_stop_before_the_start_leaves_a_run_that_can_be_resumed()
    {
        _shell.Clusters.BeforeStart = () =>
        {
            _shell.Stops.Raise();
            return Task.CompletedTask;
        };

        Assert.Equal(ExitCode.Stopped, await _shell.RunAsync("search", "--name", "a"));

        Assert.StartsWith("The run a stopped before its first checkpoint: go on with `cdarts resume ", _shell.Error.ToString());
        Assert.Empty(_shell.Clusters.Started);
    }

    [Fact]
    public async Task A_resumed_run_that_is_stopped_at_once_still_has_its_checkpoint()
    {
        _shell.CreateRun("a");
        _shell.File("runs/a/checkpoints/g000001-u000000004/manifest.json", """
            {"cursor":{"cycle":0,"phase":"Joint","epoch":0,"step":4,"update":0},"written_at":"2026-01-02T03:04:05+00:00","files":[]}
            """);
        _shell.Clusters.BeforeStart = () =>
        {
            _shell.Stops.Raise();
            return Task.CompletedTask;
        };

        Assert.Equal(ExitCode.Stopped, await _shell.RunAsync("resume", "a"));

        Assert.StartsWith("The run a stopped with checkpoint g000001-u000000004: ", _shell.Error.ToString());
    }

    [Fact]
    public async Task Warnings_of_the_start_are_shown()
    {
        _shell.Clusters.Warnings.Add("The grain state was damaged and is rebuilt.");
        _shell.Clusters.End(Completed);

        await _shell.RunAsync("search");

        Assert.Contains("The grain state was damaged and is rebuilt.", _shell.Out.ToString());
    }

    [Theory]
    [InlineData("There is no setting network.chanels (--set): did you mean network.channels?", "--set", "network.chanels=8")]
    [InlineData("network.channels is 7 (--set): use an even integer, 2 to 4096.", "--set", "network.channels=7")]
    [InlineData("There is no preset fast: use cifar10, cifar10-4gpu, cifar100, imagenet, imagenet-smoke, nasbench201, nni-cifar10, quickstart or none.", "--preset", "fast")]
    [InlineData("There is no file nowhere.yaml: give the path of a specification.", "nowhere.yaml")]
    [InlineData("The run name 'a b' cannot be used: use 1 to 100 letters, digits, '.', '_' and '-', beginning with a letter or digit.", "--name", "a b")]
    [InlineData("`cdarts search` has no option --bogus: see `cdarts search --help`.", "--bogus")]
    [InlineData("`cdarts search` does not know b.yaml: see `cdarts search --help`.", "a.yaml", "b.yaml")]
    [InlineData("Required argument missing for option: '--set': see `cdarts search --help`.", "--set")]
    public async Task Bad_input_is_one_sentence_and_makes_no_run(string sentence, params string[] arguments)
    {
        Assert.Equal(sentence, await _shell.FailAsync(ExitCode.BadConfiguration, ["search", .. arguments]));
        Assert.False(Directory.Exists(_shell.Runs));
    }

    [Theory]
    [InlineData("network.space is 'mine', which is no known search space: use darts or nasbench201, or load the assembly that has it.", "network.space=mine")]
    [InlineData("strategy is best (--set): use cdarts, darts or random.", "strategy=best")]
    [InlineData("data.path is empty: name ", "data.name=cifar10")]
    public async Task What_cannot_be_run_is_one_sentence_and_makes_no_run(string sentence, string setting)
    {
        Assert.StartsWith(sentence, (await _shell.FailAsync(ExitCode.BadConfiguration, "search", "--set", setting)).Replace(" (default)", ""));
        Assert.False(Directory.Exists(_shell.Runs));
    }

    [Fact]
    public async Task An_operation_that_the_space_lacks_is_one_sentence_and_makes_no_run()
    {
        string sentence = await _shell.FailAsync(ExitCode.BadConfiguration, "search", "--set", "regulariser.operations=[skip_conect]");

        Assert.Contains("skip_conect", sentence);
        Assert.Contains("regulariser.operations", sentence);
        Assert.False(Directory.Exists(_shell.Runs));
    }

    [Fact]
    public async Task Strategy_and_data_have_options_of_their_own()
    {
        _shell.Clusters.End(Completed);

        Assert.Equal(
            (ExitCode.Done, ""),
            (await _shell.RunAsync("search", "--preset", "cifar10", "--data", "/pictures", "--strategy", "darts", "--set", "data.path=/other"), _shell.Error.ToString()));

        RunSpec spec = Assert.Single(_shell.Clusters.Started).Spec;
        Assert.Equal(("cifar10", "/pictures", SearchStrategy.Darts), (spec.Data.Name, spec.Data.Path, spec.Strategy));
    }

    [Fact]
    public async Task A_bad_variable_is_one_sentence()
    {
        _shell.Variables["CDARTS_SEAD"] = "1";

        Assert.Equal("The variable CDARTS_SEAD is no setting: did you mean CDARTS_SEED, or unset it.", await _shell.FailAsync(ExitCode.BadConfiguration, "search"));
    }

    [Fact]
    public async Task A_taken_name_is_in_use()
    {
        _shell.CreateRun("a");

        Assert.StartsWith("The run a exists in ", await _shell.FailAsync(ExitCode.NotFoundOrInUse, "search", "--name", "a"));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_one_sentence()
    {
        string file = _shell.File("file", "");

        Assert.StartsWith($"The folder {file} cannot be written (", await _shell.FailAsync(ExitCode.NotFoundOrInUse, "search", "--runs", file));
    }

    [Fact]
    public async Task A_bug_is_one_sentence_with_the_place_of_its_details()
    {
        _shell.Clusters.BeforeStart = () => throw new InvalidOperationException("boom\nbang");

        string sentence = await _shell.FailAsync(ExitCode.Unexpected, "search");

        Assert.StartsWith("Something unexpected happened (InvalidOperationException: boom bang): please report it with the details in ", sentence);
        string log = Assert.Single(Directory.GetFiles(_shell.In(), "cdarts-crash-*.log"));
        Assert.Contains(log, sentence);
        Assert.Contains("   at ", File.ReadAllText(log));
    }
}
