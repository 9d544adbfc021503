using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Diagnostics;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Engine.Tests.Training.Sessions;

/// <summary>Sessions over real files: what a run leaves behind, and that nothing disturbs it for good.</summary>
[Collection(FailpointCollection.Name)]
public sealed class SearchSessionTests(UndisturbedRun undisturbed) : IClassFixture<UndisturbedRun>
{
    [Fact]
    public void A_run_leaves_metrics_topologies_results_and_checkpoints()
    {
        RunFolder folder = new(Path.Combine(undisturbed.Root, "run"));
        Assert.Empty(undisturbed.Events.Warnings);
        Assert.Equal(UndisturbedRun.TotalSteps, undisturbed.Events.Steps.Count);
        Assert.All(undisturbed.Events.Steps, step => Assert.Equal(UndisturbedRun.TotalSteps, step.TotalSteps));
        Assert.Equal(Enumerable.Range(1, UndisturbedRun.TotalSteps).Select(step => (long)step), UndisturbedRun.Metrics(undisturbed.Root).Select(line => line.GlobalStep));

        // The two cycles have different topologies, or the tests of this class would show little.
        string first = File.ReadAllText(Path.Combine(folder.CycleDirectory(1), "genotype.json"));
        Assert.NotEqual(first, File.ReadAllText(Path.Combine(folder.CycleDirectory(2), "genotype.json")));
        Assert.Equal(GenotypeJson.Read(undisturbed.Result.GenotypeJson, "result"), GenotypeJson.Read(File.ReadAllText(folder.GenotypeFile), "file"));
        Assert.DoesNotContain("memory", File.ReadAllText(folder.ResultsFile));
        Assert.Equal("{\n  \"peak_memory_mib\": [\n    " + Assert.Single(undisturbed.Result.PeakMemoryMib!) + "\n  ]\n}", File.ReadAllText(folder.MemoryFile).TrimEnd());
        Assert.InRange(undisturbed.Result.PeakMemoryMib![0], 50, 1e6);
        Assert.Equal(16, undisturbed.Result.OperationCounts.Values.Sum());
        Assert.Equal(6, undisturbed.Result.HeldOut!.Pictures);
        Assert.All(undisturbed.Result.PictureFiles, file => Assert.True(File.Exists(Path.Combine(folder.Root, file)), file));

        CheckpointReader reader = new(folder.CheckpointsDirectory);
        Assert.Equal(3, reader.List().Count);
        Assert.Equal(new Cursor(2, TrainingPhase.Completed, 0, 0, 0), UndisturbedRun.Last(undisturbed.Root).Manifest.Cursor);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(15)]
    public void A_stopped_run_goes_on_bit_for_bit(int askedAfter)
    {
        string root = undisturbed.Begin($"stopped-{askedAfter}");
        SessionEvents events = Stopping(askedAfter);
        Assert.Null(SessionRun.Play(root, events));
        Assert.Equal(askedAfter + 1, events.Steps.Count);
        Assert.Equal(events.Checkpoints.Last().Name, UndisturbedRun.Last(root).Manifest.Name);
        Assert.Equal(UndisturbedRun.Metrics(undisturbed.Root)[..(askedAfter + 1)], UndisturbedRun.Metrics(root));

        SessionEvents after = new();
        Assert.NotNull(SessionRun.Play(root, after));
        int left = UndisturbedRun.Metrics(undisturbed.Root).Length - (askedAfter + 1);
        Assert.Equal(Enumerable.Range(askedAfter + 2, left), after.Steps.Select(step => (int)step.GlobalStep));
        Assert.Empty(after.Warnings);
        undisturbed.AssertSameEnd(root);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(11)]
    public void A_rehearsal_changes_nothing(int stoppedAfter)
    {
        string root = undisturbed.Begin($"rehearsed-{stoppedAfter}");
        SessionEvents events = null!;
        events = new SessionEvents
        {
            Rehearses = true,
            OnProgress = progress =>
            {
                if (progress.GlobalStep == stoppedAfter)
                {
                    events.Session!.RequestStop(checkpoint: true);
                }
            },
        };
        Assert.Null(SessionRun.Play(root, events));
        Assert.NotNull(SessionRun.Play(root, new SessionEvents { Rehearses = true }));
        undisturbed.AssertSameEnd(root);
    }

    [Fact]
    public void A_stop_without_checkpoint_writes_none()
    {
        string root = undisturbed.Begin("stopped-without");
        CdartsSettings settings = undisturbed.Settings with { Checkpoint = undisturbed.Settings.Checkpoint with { IntervalSteps = 0 } };
        SessionEvents events = null!;
        events = new SessionEvents { OnProgress = _ => events.Session!.RequestStop(checkpoint: false) };
        Assert.Null(SessionRun.Play(root, events, settings));
        Assert.Empty(events.Checkpoints);
        SessionEvents after = new();
        using ISearchSession again = SessionRun.Open(root, after, settings);
        Assert.Equal((Cursor.Start, null, 1), (again.ResumePoint.Next, again.ResumePoint.CheckpointName, after.Opened!.Generation));
        Assert.Empty(UndisturbedRun.Metrics(root));
    }

    [Theory]
    [InlineData("search.safetensors", "truncate")]
    [InlineData("run.safetensors", "remove")]
    [InlineData("manifest.json", "flip")]
    public void A_damaged_newest_checkpoint_costs_one_interval_and_is_named(string file, string damage)
    {
        string root = undisturbed.Begin($"damaged-{file}-{damage}");
        Assert.Null(SessionRun.Play(root, Stopping(11)));
        string newest = UndisturbedRun.Last(root).Manifest.Name;
        Damage(Path.Combine(root, "run", "checkpoints", newest, file), damage);

        SessionEvents events = new();
        using (ISearchSession session = SessionRun.Open(root, events, undisturbed.Settings))
        {
            string warning = Assert.Single(events.Opened!.Warnings);
            Assert.Contains(newest, warning);
            Assert.Contains(file, warning);
            Assert.Equal(new Cursor(1, TrainingPhase.EvaluationWarmup, 0, 1, 0), session.ResumePoint.Next);
        }

        Assert.NotNull(SessionRun.Play(root, events));
        Assert.Equal(12, events.Steps[0].GlobalStep);
        undisturbed.AssertSameEnd(root);
    }

    [Fact]
    public void When_no_checkpoint_verifies_the_run_is_refused()
    {
        string root = undisturbed.Begin("all-damaged");
        Assert.Null(SessionRun.Play(root, Stopping(1)));
        foreach (string path in Directory.GetDirectories(Path.Combine(root, "run", "checkpoints")))
        {
            Damage(Path.Combine(path, "run.safetensors"), "truncate");
        }

        string message = Assert.Throws<CdartsException>(() => SessionRun.Open(root, new SessionEvents(), undisturbed.Settings)).Message;
        Assert.Contains("None of the 2 checkpoints", message);
        Assert.Contains("run.safetensors", message);
    }

    [Fact]
    public void A_full_disk_costs_checkpoints_and_lines_but_not_the_training()
    {
        string root = undisturbed.Begin("full-disk");
        CheckpointReader reader = new(Path.Combine(root, "run", "checkpoints"));
        List<string> kept = [];
        SessionEvents events = new()
        {
            OnWarning = _ =>
            {
                kept.Add(string.Join(' ', reader.List().Select(one => one.Name)));
                Assert.All(reader.List(), one => Assert.Null(reader.Verify(one.Name)));
            },
        };
        using (Failpoints.Use($"{FailpointNames.CheckpointPartWritten}@cycle 1 Joint=nospace"))
        {
            Assert.NotNull(SessionRun.Play(root, events));
        }

        Assert.Equal(4, events.Warnings.Count);
        Assert.All(events.Warnings, warning => Assert.Contains("the disk is full; earlier checkpoints are kept. The training goes on.", warning));
        Assert.Equal("g000001-u000000005 g000001-u000000004 g000001-u000000003", Assert.Single(kept.Distinct()));
        undisturbed.AssertSameEnd(root);
    }

    [Fact]
    public void A_loss_that_is_not_finite_leaves_a_checkpoint_of_the_update_before()
    {
        string root = undisturbed.Begin("not-finite");
        CdartsSettings settings = undisturbed.Settings with
        {
            Precision = Precision.Float64,
            AlphaOptimizer = new() { LearningRate = 1e308 },
            Schedule = undisturbed.Settings.Schedule with { SearchWarmupEpochs = 0, EvaluationWarmupEpochs = 0 },
        };
        Assert.Throws<NonFiniteLossException>(() => SessionRun.Play(root, settings: settings));
        CheckpointReadResult last = UndisturbedRun.Last(root);
        Assert.Equal((new Cursor(0, TrainingPhase.Joint, 0, 0, 1), 1), (last.Manifest.Cursor, last.Manifest.GlobalUpdate));

        // Resumed, the first update is not applied a second time.
        NonFiniteLossException failure = Assert.Throws<NonFiniteLossException>(() => SessionRun.Play(root, settings: settings));
        Assert.Equal(1, failure.Cursor!.Value.Update);
        CheckpointReadResult again = UndisturbedRun.Last(root);
        Checkpoints.Contents.AssertEqual(last.Evaluation, again.Evaluation);
        Checkpoints.Contents.AssertEqual(last.Search, again.Search);
    }

    [Theory]
    [InlineData("specification")]
    [InlineData("split")]
    [InlineData("pictures")]
    public void A_checkpoint_of_something_else_is_refused_with_what(string what)
    {
        string root = undisturbed.Begin($"other-{what}");
        Assert.Null(SessionRun.Play(root, Stopping(1)));
        string labels = Path.Combine(root, "pictures", "t10k-labels-idx1-ubyte"), pictures = Path.Combine(root, "pictures", "train-images-idx3-ubyte");
        Assert.True(File.Exists(labels));
        if (what == "pictures")
        {
            byte[] bytes = File.ReadAllBytes(pictures);
            bytes[100] ^= 1;
            File.WriteAllBytes(pictures, bytes);
        }

        CdartsSettings settings = SessionRun.Settings(Path.Combine(root, "pictures")) with { Seed = what == "split" ? 4 : 3 };
        string message = Assert.Throws<CdartsException>(
            () => SessionRun.Open(root, new SessionEvents(), settings, what == "specification" ? "another" : SessionRun.SpecHash)).Message;
        Assert.Contains($"was made with {(what == "split" ? "another split" : what == "pictures" ? "other pictures" : "another specification")}", message);
    }

    /// <summary>Asks for a stop when a step is committed: the next one is the last.</summary>
    private static SessionEvents Stopping(int askedAfter)
    {
        SessionEvents events = null!;
        events = new SessionEvents
        {
            OnProgress = step =>
            {
                if (step.GlobalStep == askedAfter)
                {
                    events.Session!.RequestStop(checkpoint: true);
                }
            },
        };
        return events;
    }

    private static void Damage(string file, string damage)
    {
        byte[] bytes = File.ReadAllBytes(file);
        switch (damage)
        {
            case "truncate":
                File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);
                break;
            case "flip":
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(file, bytes);
                break;
            default:
                File.Delete(file);
                break;
        }
    }
}
