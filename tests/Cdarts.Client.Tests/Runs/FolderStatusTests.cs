using Cdarts.Client.Runs;
using Cdarts.Client.Tests.Support;
using Cdarts.Contracts.Grains;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Tests.Runs;

public sealed class FolderStatusTests : IDisposable
{
    private const string Line = """{"generation":2,"global_step":7,"cycle":1,"phase":"Joint","epoch":0,"step":3,"search_loss":2.5,"evaluation_loss":null,"images_per_second":12.5}""";

    private const string Checkpoint = """
        {"cursor":{"cycle":1,"phase":"Joint","epoch":0,"step":4,"update":0},"written_at":"2026-01-02T03:04:05+00:00","files":[{"bytes":10},{"bytes":5}]}
        """;

    private readonly TemporaryFolder _folder = new();

    private static RunSpec Spec { get; } = RunSpec.Cream with { Schedule = new() { Cycles = 3, SearchWarmupEpochs = 1, StepsPerEpoch = 10 } };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_folder_shows_nothing()
    {
        RunStatus status = Read();

        Assert.Equal((RunState.Unknown, null, null, null, null), (status.State, status.Progress, status.Checkpoint, status.Topology, status.Outcome));
    }

    [Fact]
    public void The_newest_whole_line_is_the_progress()
    {
        _folder.File("metrics.jsonl", "{\"generation\":1}\n" + Line.Replace("7", "6") + "\n" + Line + "\n{\"generation\":2,\"glob");

        RunStatus status = Read();

        Assert.Equal((RunState.Stopped, 2), (status.State, status.Generation));
        Assert.Equal(new(new(1, "Joint", 0, 3, 0), 3, 1, 10, 7, 70, 2.5, null, null, null, null, null, 12.5), status.Progress);
    }

    [Fact]
    public void A_retraining_has_epochs_and_steps_of_its_own()
    {
        _folder.File("metrics.jsonl", """{"generation":1,"global_step":25,"cycle":0,"phase":"Retrain","epoch":2,"step":4,"evaluation_loss":1.5,"evaluation_accuracy":0.5,"images_per_second":9}""" + "\n");

        RunProgress progress = Read(Spec with { Task = RunTask.Retrain, Retrain = new() { Epochs = 6, StepsPerEpoch = 10 } }).Progress!;

        Assert.Equal(new(new(0, "Retrain", 2, 4, 0), 0, 6, 10, 25, 60, null, 1.5, null, null, null, .5, 9), progress);
    }

    [Fact]
    public void Darts_has_no_evaluation_network_to_warm_up()
    {
        _folder.File("metrics.jsonl", Line + "\n");

        Assert.Equal((3, 40), (Read(Spec with { Strategy = SearchStrategy.Darts }).Progress!.Cycles, Read(Spec with { Strategy = SearchStrategy.Darts }).Progress!.TotalSteps));
    }

    [Fact]
    public void Only_the_end_of_a_long_file_is_read()
    {
        _folder.File("metrics.jsonl", new string('x', 1_000_000) + "\n" + Line + "\n");

        Assert.Equal(7, Read().Progress!.GlobalStep);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("not json\n[1]\n5\n")]
    [InlineData("{\"generation\":\"x\",\"phase\":3}\n")]
    public void A_file_without_a_line_is_no_progress(string content)
    {
        _folder.File("metrics.jsonl", content);

        Assert.Null(Read().Progress);
    }

    [Fact]
    public void The_newest_readable_checkpoint_is_named()
    {
        _folder.File("checkpoints/g000001-u000000009/manifest.json", Checkpoint);
        _folder.File("checkpoints/g000002-u000000004/manifest.json", Checkpoint);
        _folder.File("checkpoints/g000002-u000000005/manifest.json", "{");
        _folder.File("checkpoints/.tmp-g000009-u000000005/manifest.json", Checkpoint);

        RunStatus status = Read();

        Assert.Equal(new CheckpointRecord("g000002-u000000004", new(1, "Joint", 0, 4, 0), Samples.Start, 15), status.Checkpoint);
        Assert.Equal(RunState.Stopped, status.State);
    }

    [Fact]
    public void The_newest_cycle_gives_the_topology()
    {
        _folder.File("cycles/01/genotype.json", "first");
        _folder.File("cycles/02/genotype.json", "second");
        _folder.File("cycles/03/normal.svg", "");

        Assert.Equal(new DerivedTopology(1, "second", ""), Read().Topology);
    }

    [Fact]
    public void Results_make_a_run_completed()
    {
        _folder.File("results.json", """
            {"genotype":{"schema":"x"},"evaluation_topology":"t","held_out":{"accuracy":0.5,"loss":1.25,"pictures":1000},
             "parameters":123,"multiply_adds":456,"operation_counts":{"skip_connect":3},"picture_files":["cycles/03/normal.svg"]}
            """);

        RunStatus status = Read();

        Assert.Equal(RunState.Completed, status.State);
        Assert.Equal(("{\"schema\":\"x\"}", "t", 123, 456), (status.Outcome!.GenotypeJson, status.Outcome.EvaluationTopologyJson, status.Outcome.Parameters, status.Outcome.MultiplyAdds));
        Assert.Equal(new HeldOutRecord(0.5, 1.25, 1000), status.Outcome.HeldOut);
    }

    [Fact]
    public void A_loss_that_is_not_finite_does_not_hide_the_results()
    {
        _folder.File("results.json", """
            {"genotype":{"schema":"x"},"evaluation_topology":"t","held_out":{"accuracy":0.1,"loss":"NaN","pictures":1000},
             "parameters":123,"multiply_adds":456,"operation_counts":{},"picture_files":[]}
            """);

        Assert.Equal(new HeldOutRecord(0.1, double.NaN, 1000), Read().Outcome!.HeldOut);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"held_out\":3}")]
    public void Damaged_results_are_none(string content)
    {
        _folder.File("results.json", content);

        Assert.Null(Read().Outcome);
    }

    private RunStatus Read(RunSpec? spec = null) => FolderStatus.Read(_folder.Path, new("demo", spec ?? Spec, "", "none", new Dictionary<string, string>(), Samples.Start));
}
