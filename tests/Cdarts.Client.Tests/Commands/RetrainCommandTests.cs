using Cdarts.Client.Commands;
using Cdarts.Client.Runs;
using Cdarts.Client.Tests.Support;
using Cdarts.Contracts.Grains;
using Cdarts.Contracts.Specification;
using Cdarts.Engine.Spaces;

namespace Cdarts.Client.Tests.Commands;

public sealed class RetrainCommandTests : IDisposable
{
    private const string Published = """
        {
          "schema": "cdarts.genotype", "version": 1, "space": "darts",
          "normal": {
            "nodes": [
              [{ "operation": "sep_conv_3x3", "from": 0 }, { "operation": "sep_conv_3x3", "from": 1 }],
              [{ "operation": "sep_conv_3x3", "from": 1 }, { "operation": "sep_conv_3x3", "from": 2 }],
              [{ "operation": "sep_conv_3x3", "from": 0 }, { "operation": "sep_conv_3x3", "from": 1 }],
              [{ "operation": "skip_connect", "from": 0 }, { "operation": "skip_connect", "from": 2 }]
            ],
            "concat": [2, 3, 4, 5]
          },
          "reduction": {
            "nodes": [
              [{ "operation": "sep_conv_5x5", "from": 1 }, { "operation": "max_pool_3x3", "from": 0 }],
              [{ "operation": "dil_conv_5x5", "from": 2 }, { "operation": "skip_connect", "from": 0 }],
              [{ "operation": "sep_conv_3x3", "from": 0 }, { "operation": "sep_conv_5x5", "from": 1 }],
              [{ "operation": "sep_conv_3x3", "from": 0 }, { "operation": "dil_conv_5x5", "from": 2 }]
            ],
            "concat": [2, 3, 4, 5]
          }
        }
        """;

    private const string OtherSpace = """
        {"schema": "cdarts.genotype", "version": 1, "space": "nasbench201", "cell": {"concat": [3], "nodes": [
          [{"operation": "nor_conv_3x3", "from": 0}],
          [{"operation": "nor_conv_3x3", "from": 0}, {"operation": "none", "from": 1}],
          [{"operation": "skip_connect", "from": 0}, {"operation": "nor_conv_1x1", "from": 1}, {"operation": "avg_pool_3x3", "from": 2}]]}}
        """;

    private static readonly RunStatus Completed = Samples.Status(RunState.Completed, Samples.Outcome);

    private readonly TestShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task A_built_in_cell_is_trained_with_the_default_preset()
    {
        RunSpec spec = await RetrainAsync("retrain-cdarts-cifar-20260102-030405", "cdarts-cifar");

        Assert.Equal((RunTask.Retrain, "darts", "sample", 6), (spec.Task, spec.Network.Space, spec.Data.Name, spec.Retrain.Epochs));
        Assert.Equal(Samples.Genotype, GenotypeJson.Read(spec.Retrain.Genotype, "test"));
        Assert.DoesNotContain('\n', spec.Retrain.Genotype);
    }

    [Theory]
    [InlineData("cells/my cell.v2.json", "retrain-my-cell.v2-20260102-030405")]
    [InlineData("cells/genotype.json", "retrain-genotype-20260102-030405")]
    public async Task A_file_gives_the_genotype_and_its_name(string file, string name)
    {
        RunSpec spec = await RetrainAsync(name, _shell.File(file, Published));

        Assert.Equal(Samples.Genotype, GenotypeJson.Read(spec.Retrain.Genotype, "test"));
    }

    [Fact]
    public async Task A_folder_with_a_genotype_is_as_good_as_its_file()
    {
        _shell.File("cell.v2/genotype.json", Published);

        Assert.Equal(RunTask.Retrain, (await RetrainAsync("retrain-cell.v2-20260102-030405", _shell.In("cell.v2") + "/")).Task);
    }

    [Fact]
    public async Task Of_a_run_it_takes_genotype_and_settings_and_flags_win()
    {
        RunSpec searched = RunSpec.Nni with
        {
            Seed = 7,
            Strategy = SearchStrategy.Random,
            Data = new() { Name = "cifar10", Path = "/pictures" },
            Retrain = RunSpec.Nni.Retrain with { Epochs = 9, BatchSize = 48 },
        };
        CompletedRun("a.1", searched);
        _shell.Variables["CDARTS_RETRAIN__CELLS"] = "5";

        RunSpec spec = await RetrainAsync("b", "a.1", "--set", "retrain.epochs=3", "--data", "/moved", "--name", "b");

        Assert.Equal(
            searched with
            {
                Task = RunTask.Retrain,
                Data = searched.Data with { Path = "/moved" },
                Retrain = searched.Retrain with { Epochs = 3, Cells = 5, Genotype = spec.Retrain.Genotype },
            },
            spec);
        Assert.Equal(Samples.Genotype, GenotypeJson.Read(spec.Retrain.Genotype, "test"));
        Assert.Equal("none", RunManifest.Read(_shell.In("runs", "b")).Preset);
    }

    [Fact]
    public async Task The_name_made_of_a_runs_is_the_whole_name()
    {
        CompletedRun("a.1", RunSpec.Cream);

        await RetrainAsync("retrain-a.1-20260102-030405", "a.1");
    }

    [Fact]
    public async Task The_newest_topology_of_an_unfinished_run_is_trained()
    {
        _shell.CreateRun("a");
        _shell.File("runs/a/cycles/02/genotype.json", Samples.OtherGenotypeText);

        RunSpec spec = await RetrainAsync("b", "a", "--name", "b");

        Assert.Equal(Samples.Read(Samples.OtherGenotypeText), GenotypeJson.Read(spec.Retrain.Genotype, "test"));
    }

    [Fact]
    public async Task A_preset_replaces_the_settings_of_the_run()
    {
        CompletedRun("a", RunSpec.Nni with { Seed = 7 });

        RunSpec spec = await RetrainAsync("b", "a", "--preset", "quickstart", "--name", "b");

        Assert.Equal((0, Variant.Cream, 6), (spec.Seed, spec.Variant, spec.Retrain.Epochs));
        Assert.Equal("quickstart", RunManifest.Read(_shell.In("runs", "b")).Preset);
    }

    [Fact]
    public async Task A_file_of_settings_replaces_the_settings_of_the_run_too()
    {
        CompletedRun("a", RunSpec.Nni with { Seed = 7 });

        RunSpec spec = await RetrainAsync("b", "a", _shell.File("spec.yaml", "retrain: {epochs: 4}"), "--name", "b");

        Assert.Equal((0, Variant.Cream, 4), (spec.Seed, spec.Variant, spec.Retrain.Epochs));
    }

    [Fact]
    public async Task A_dry_run_shows_where_every_value_came_from_and_makes_nothing()
    {
        CompletedRun("a", RunSpec.Cream with { Seed = 7 });

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("retrain", "a", "--set", "retrain.epochs=3", "--dry-run"));

        string[] lines = _shell.Out.ToString().Split('\n');
        Assert.Matches(@"^seed: 7 +# run a$", Assert.Single(lines, line => line.StartsWith("seed:")));
        Assert.Matches(@"^  epochs: 3 +# --set", Assert.Single(lines, line => line.StartsWith("  epochs:")));
        Assert.Matches(@"^task: retrain +# retrain$", Assert.Single(lines, line => line.StartsWith("task:")));
        Assert.EndsWith(" # retrain", Assert.Single(lines, line => line.StartsWith("  genotype:")));
        Assert.Equal(["a"], Directory.GetDirectories(_shell.Runs).Select(Path.GetFileName));
        Assert.Empty(_shell.Clusters.Started);
    }

    [Fact]
    public async Task A_cell_of_another_space_brings_its_space_whatever_the_settings_were_made_for()
    {
        RunSpec spec = await RetrainAsync("b", _shell.File("cell.json", OtherSpace), "--name", "b");

        Assert.Equal("nasbench201", spec.Network.Space);
    }

    [Fact]
    public async Task Task_and_genotype_are_the_commands_own()
    {
        RunSpec spec = await RetrainAsync("b", "cdarts-cifar", "--set", "task=search", "--set", "network.space=nasbench201", "--name", "b");

        Assert.Equal((RunTask.Retrain, "darts"), (spec.Task, spec.Network.Space));
    }

    [Fact]
    public async Task An_unknown_cell_is_not_found()
    {
        string sentence = await _shell.FailAsync(ExitCode.NotFoundOrInUse, "retrain", "cdarts-cifra");

        Assert.StartsWith("There is no built-in cell, run or file cdarts-cifra: did you mean cdarts-cifar ", sentence);
        Assert.False(Directory.Exists(_shell.Runs));
    }

    [Fact]
    public async Task A_run_without_a_genotype_is_one_sentence()
    {
        _shell.CreateRun("a");

        Assert.StartsWith("The run a has no genotype yet: ", await _shell.FailAsync(ExitCode.NotFoundOrInUse, "retrain", "a"));
    }

    [Theory]
    [InlineData("sep_conv_5x5", "sep_conv_9x9", "reduction node 0 has the unknown operation 'sep_conv_9x9'; there are ")]
    [InlineData("[{ \"operation\": \"skip_connect\", \"from\": 0 }, {", "[{ \"operation\": \"max_pool_3x3\", \"from\": 1 }, { \"operation\": \"skip_connect\", \"from\": 0 }, {", "normal node 3 has 3 edges; each node keeps 2.")]
    [InlineData("\"sep_conv_3x3\", \"from\": 1 }],", "\"sep_conv_3x3\", \"from\": 3 }],", "normal node 0 has an edge from state 3; it can read the states 0 to 1 ")]
    [InlineData("\"version\": 1", "\"version\": 2", "has another version of the schema than 1; use the program that wrote it.")]
    [InlineData("\"space\": \"darts\"", "\"space\": \"mine\"", "is of a search space that is not known here; there are darts, nasbench201.")]
    [InlineData("\"schema\"", "schema", "is not valid JSON (line 2), so no genotype can be read from it.")]
    public async Task A_file_that_is_no_genotype_is_one_sentence_and_makes_no_run(string good, string bad, string sentence)
    {
        int at = Published.IndexOf(good, StringComparison.Ordinal);
        string file = _shell.File("cell.json", Published[..at] + bad + Published[(at + good.Length)..]);

        string said = await _shell.FailAsync(ExitCode.BadConfiguration, "retrain", file);

        Assert.StartsWith(file, said);
        Assert.Contains(sentence, said);
        Assert.False(Directory.Exists(_shell.Runs));
    }

    [Theory]
    [InlineData("retrain.chanels=8", "There is no setting retrain.chanels (--set): did you mean retrain.channels?")]
    [InlineData("retrain.epochs=0", "retrain.epochs is 0 (--set): use an integer, 1 or more.")]
    [InlineData("retrain.channels=9", "retrain.channels is 9 (--set): use an even integer, 2 to 4096.")]
    public async Task A_bad_setting_is_one_sentence_and_makes_no_run(string setting, string sentence)
    {
        Assert.Equal(sentence, await _shell.FailAsync(ExitCode.BadConfiguration, "retrain", "cdarts-cifar", "--set", setting));
        Assert.False(Directory.Exists(_shell.Runs));
    }

    private void CompletedRun(string name, RunSpec spec)
    {
        _shell.CreateRun(name, spec);
        _shell.File($"runs/{name}/results.json", ResumeCommandTests.Results);
    }

    private async Task<RunSpec> RetrainAsync(string name, params string[] arguments)
    {
        _shell.Clusters.End(Completed);

        Assert.Equal((ExitCode.Done, ""), (await _shell.RunAsync(["retrain", .. arguments]), _shell.Error.ToString()));

        RunSpec spec = RunManifest.Read(_shell.In("runs", name)).Spec;
        Assert.Equal(spec, Assert.Single(_shell.Clusters.Started).Spec);
        return spec;
    }
}
