using System.Text.Json;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Diagnostics;
using Cdarts.Engine.Tests.Training.Retraining;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Retraining;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Engine.Tests.Training.Sessions;

/// <summary>Retrainings over real files: what they leave behind, and that nothing disturbs them for good.</summary>
[Collection(FailpointCollection.Name)]
public sealed class RetrainSessionTests(UndisturbedRetraining undisturbed) : IClassFixture<UndisturbedRetraining>
{
    [Fact]
    public void A_retraining_leaves_metrics_epochs_results_and_checkpoints()
    {
        SessionEvents events = undisturbed.Events;
        Assert.Empty(events.Warnings);
        Assert.Equal(UndisturbedRetraining.TotalSteps, events.Steps.Count);
        Assert.All(events.Steps, step => Assert.Equal(
            (UndisturbedRetraining.Epochs, UndisturbedRetraining.Steps, (long)UndisturbedRetraining.TotalSteps), (step.Epochs, step.Steps, step.TotalSteps)));
        Assert.Equal(new Cursor(0, TrainingPhase.Retrain, 1, 2, 0), events.Steps[5].Committed);
        Assert.All(UndisturbedRun.Metrics(undisturbed.Root), line => Assert.True(line.AuxiliaryLoss > 0 && line.EvaluationGradientNorm > 0));

        Assert.Equal([0, 1, 2], events.Epochs.Select(one => one.Epoch));
        Assert.All(events.Epochs, one => Assert.Equal(UndisturbedRetraining.HeldOut, one.Figures.Pictures));
        using JsonDocument epochs = JsonDocument.Parse(UndisturbedRetraining.Text(undisturbed.Root, "epochs.json"));
        Assert.Equal(
            events.Epochs.Select(one => (one.Figures.Accuracy, one.Figures.Loss)),
            epochs.RootElement.EnumerateArray().Select(one => (one.GetProperty("accuracy").GetDouble(), one.GetProperty("loss").GetDouble())));

        RunResult result = undisturbed.Result;
        RunFolder folder = new(Path.Combine(undisturbed.Root, "run"));
        Assert.Equal(SessionPictures.Test, result.HeldOut!.Pictures);
        Assert.Equal(undisturbed.Plan.GenotypeJson, result.GenotypeJson);
        Assert.Equal(TinyRetrain.Genotype, GenotypeJson.Read(File.ReadAllText(folder.GenotypeFile), "file"));
        Assert.All(result.PictureFiles, file => Assert.True(File.Exists(Path.Combine(folder.Root, file)), file));
        Assert.Equal(3, new CheckpointReader(folder.CheckpointsDirectory).List().Count);
        Assert.Equal(new Cursor(1, TrainingPhase.Completed, 0, 0, 0), UndisturbedRun.Last(undisturbed.Root).Manifest.Cursor);
    }

    [Fact]
    public void A_rehearsal_changes_nothing()
    {
        string root = undisturbed.Begin("rehearsed");
        Assert.NotNull(RetrainSessionRun.Play(root, new SessionEvents { Rehearses = true }));
        undisturbed.AssertSameEnd(root);
    }

    [Fact]
    public void A_retraining_stopped_at_every_step_goes_on_bit_for_bit()
    {
        string root = undisturbed.Begin("stopped");
        for (int step = 1; step <= UndisturbedRetraining.TotalSteps; step++)
        {
            SessionEvents events = new();
            using ISearchSession session = RetrainSessionRun.Open(root, events, undisturbed.Plan);
            Assert.Equal((step - 1) / UndisturbedRetraining.Steps, session.ResumePoint.Next.Epoch);
            session.RequestStop(checkpoint: true);
            PhaseResult result = session.RunPhase(new PhaseCommand(TrainingPhase.Retrain, 0, null, null));
            Assert.Equal((PhaseStatus.Stopped, (long)step), (result.Status, Assert.Single(events.Steps).GlobalStep));
            Assert.Equal(result.CheckpointName, UndisturbedRun.Last(root).Manifest.Name);
            Assert.Empty(events.Opened!.Warnings);
        }

        // Only the last measure is left.
        SessionEvents after = new();
        Assert.NotNull(RetrainSessionRun.Play(root, after));
        Assert.Empty(after.Steps);
        Assert.Equal(2, Assert.Single(after.Epochs).Epoch);
        undisturbed.AssertSameEnd(root);
    }

    [Fact]
    public void A_session_that_was_stopped_can_go_on_itself()
    {
        string root = undisturbed.Begin("same-session");
        SessionEvents events = new();
        using ISearchSession session = RetrainSessionRun.Open(root, events, undisturbed.Plan);
        session.RequestStop(checkpoint: true);
        Assert.Equal(PhaseStatus.Stopped, session.RunPhase(new PhaseCommand(TrainingPhase.Retrain, 0, null, null)).Status);
        Assert.NotNull(RetrainSessionRun.Drive(session, undisturbed.Plan));
        undisturbed.AssertSameEnd(root);
    }

    [Fact]
    public void A_stop_without_checkpoint_writes_none()
    {
        string root = undisturbed.Begin("stopped-without");
        SessionEvents events = new();
        using (ISearchSession session = RetrainSessionRun.Open(root, events, undisturbed.Plan, new() { IntervalSeconds = 0 }))
        {
            session.RequestStop(checkpoint: false);
            Assert.Null(session.RunPhase(new PhaseCommand(TrainingPhase.Retrain, 0, null, null)).CheckpointName);
        }

        Assert.Empty(events.Checkpoints);
        Assert.NotNull(RetrainSessionRun.Play(root));
        undisturbed.AssertSameEnd(root);
    }

    [Fact]
    public void A_completed_retraining_completes_again_as_the_same()
    {
        string root = undisturbed.Begin("again");
        Copy(undisturbed.Root, root);
        SessionEvents events = new();
        Assert.NotNull(RetrainSessionRun.Play(root, events));
        Assert.Empty(events.Steps);
        undisturbed.AssertSameEnd(root);
    }

    [Fact]
    public void Epochs_after_the_checkpoint_are_cut_off_at_once()
    {
        string root = undisturbed.Begin("cut-back");
        Copy(undisturbed.Root, root);
        string[] newest = [.. new CheckpointReader(CheckpointsOf(root)).List().Select(one => one.Name)];

        // What is left is the one after the 8th step.
        Directory.Delete(Path.Combine(CheckpointsOf(root), newest[0]), recursive: true);
        Directory.Delete(Path.Combine(CheckpointsOf(root), newest[1]), recursive: true);
        using ISearchSession session = RetrainSessionRun.Open(root, new SessionEvents(), undisturbed.Plan);
        Assert.Equal(new Cursor(0, TrainingPhase.Retrain, 2, 2, 0), session.ResumePoint.Next);
        using JsonDocument epochs = JsonDocument.Parse(UndisturbedRetraining.Text(root, "epochs.json"));
        Assert.Equal(2, epochs.RootElement.GetArrayLength());
    }

    [Fact]
    public void A_checkpoint_at_the_end_of_an_epoch_has_its_measure()
    {
        string root = undisturbed.Begin("measured");
        SessionEvents events = new();
        Assert.NotNull(RetrainSessionRun.Play(root, events, checkpoint: RetrainSessionRun.Checkpoint with { Keep = 100 }));
        CheckpointReader reader = new(CheckpointsOf(root));
        CheckpointReadResult[] ends = [.. reader.List().Select(one => reader.LoadChosen(one.Name, _ => { })!).Where(one => one.Manifest.Cursor is { Epoch: > 0, Step: 0 })];
        Assert.Equal(UndisturbedRetraining.Epochs, ends.Length);
        Assert.All(ends, end => Assert.Equal(end.Manifest.Cursor.Epoch, end.Manifest.State.GetProperty("measured").GetArrayLength()));
    }

    [Theory]
    [InlineData(BestEpoch.Validation)]
    [InlineData(BestEpoch.Last)]
    [InlineData(BestEpoch.TestAsPublished)]
    public void The_result_is_the_network_of_the_epoch_that_was_asked_for(BestEpoch best)
    {
        string root = undisturbed.Begin($"best-{best}");
        SessionEvents events = new();
        RetrainPlan plan = RetrainSessionRun.Changed(root, settings => settings with { Best = best });
        using ISearchSession session = RetrainSessionRun.Open(root, events, plan);
        RunResult result = RetrainSessionRun.Drive(session, plan)!;

        HeldOutFigures[] figures = [.. events.Epochs.Select(one => one.Figures)];
        int expected = best == BestEpoch.Last ? 2 : figures.Index().MaxBy(one => one.Item.Accuracy).Index;
        Assert.Equal((expected, best), (result.Retrain!.BestEpoch, result.Retrain.ChosenBy));
        Assert.Equal(best == BestEpoch.Validation ? figures[expected] : null, result.Retrain.Validation);
        Assert.All(figures, one => Assert.Equal(best == BestEpoch.Validation ? UndisturbedRetraining.HeldOut : SessionPictures.Test, one.Pictures));
        if (best != BestEpoch.Validation)
        {
            Assert.Equal(figures[expected], result.HeldOut);
        }
    }

    [Fact]
    public void A_loss_that_is_not_finite_leaves_a_checkpoint_of_the_step_before()
    {
        string root = undisturbed.Begin("not-finite");
        RetrainSettings Absurd(RetrainSettings settings) => settings with { Optimizer = new() { LearningRate = 1e300, ClipNorm = 0 } };
        SessionEvents events = new();
        NonFiniteLossException failure = Assert.Throws<NonFiniteLossException>(() => RetrainSessionRun.Play(root, events, Absurd));
        Assert.Equal(
            $"The {failure.Quantity} is not finite at epoch 1 step 2; the update was not applied, and a checkpoint of the state before it is kept: "
            + "start a new run with a lower learning rate.",
            failure.Message);
        Assert.Equal(1, Assert.Single(events.Steps).GlobalStep);
        CheckpointReadResult last = UndisturbedRun.Last(root);
        Assert.Equal((new Cursor(0, TrainingPhase.Retrain, 0, 1, 0), 1), (last.Manifest.Cursor, last.Manifest.GlobalUpdate));

        // Resumed, it fails at the same step.
        Assert.Equal(failure.Message, Assert.Throws<NonFiniteLossException>(() => RetrainSessionRun.Play(root, change: Absurd)).Message);
        Checkpoints.Contents.AssertEqual(last.Evaluation, UndisturbedRun.Last(root).Evaluation);
    }

    [Fact]
    public void Figures_that_are_not_finite_are_told_and_written()
    {
        string root = undisturbed.Begin("infinite-figures");
        SessionEvents events = new();

        // The one step of the run explodes the weights; what is then measured is NaN, and no further step finds it out.
        RunResult? result = RetrainSessionRun.Play(root, events, settings => settings with
        {
            Epochs = 1, StepsPerEpoch = 1, Optimizer = new() { LearningRate = 1e300, ClipNorm = 0 },
        });
        Assert.NotNull(result);
        Assert.False(double.IsFinite(Assert.Single(events.Epochs).Figures.Loss));
        Assert.Empty(events.Warnings);
        Assert.True(File.Exists(Path.Combine(root, "run", "results.json")));
        Assert.Equal(result.Retrain, RetrainSessionRun.Play(root, change: settings => settings with { Epochs = 1, StepsPerEpoch = 1 })!.Retrain);
    }

    [Theory]
    [InlineData("specification", "was made with another specification")]
    [InlineData("split", "was made with another split")]
    [InlineData("pictures", "was made with other pictures")]
    [InlineData("genotype", "is of another genotype than the run's: put the run's own checkpoints back.")]
    [InlineData("space", "is of another genotype than the run's: put the run's own checkpoints back.")]
    [InlineData("channels", "does not fit the networks of this run")]
    public void A_checkpoint_of_something_else_is_refused_with_what(string what, string sentence)
    {
        string root = undisturbed.Begin($"other-{what}");
        Copy(undisturbed.Root, root);
        if (what == "pictures")
        {
            string pictures = Path.Combine(SessionPictures.In(root), "train-images-idx3-ubyte");
            byte[] bytes = File.ReadAllBytes(pictures);
            bytes[100] ^= 1;
            File.WriteAllBytes(pictures, bytes);
        }

        RetrainPlan plan = RetrainSessionRun.Changed(root, settings => what switch
        {
            "split" => settings with { Seed = 4 },
            "channels" => settings with { Network = settings.Network with { Channels = 4 } },

            // That space takes no other.
            "space" => settings with { Network = settings.Network with { StemMultiplier = 1 } },
            _ => settings,
        });
        plan = what switch
        {
            // The same operations at the same places, but for one input: every tensor fits.
            "genotype" => plan with { GenotypeJson = GenotypeJson.Write(OtherInput()) },
            "space" => plan with { GenotypeJson = GenotypeJson.Write(NasBench201()) },
            _ => plan,
        };
        string message = Assert.Throws<CdartsException>(() => RetrainSessionRun.Open(
            root, new SessionEvents(), plan, specHash: what == "specification" ? "another" : SessionRun.SpecHash)).Message;
        Assert.Contains(sentence, message);
        Assert.StartsWith("Checkpoint g000001-u000000010 ", message);
    }

    private static Genotype OtherInput()
    {
        CellGenotype normal = TinyRetrain.Genotype.Cells[0];
        GenotypeEdge last = normal.Nodes[3][1];
        IReadOnlyList<GenotypeEdge> node = [normal.Nodes[3][0], last with { Source = last.Source == 1 ? 3 : 1 }];
        return new Genotype(new CellGenotype([.. normal.Nodes.Take(3), node]), TinyRetrain.Genotype.Cells[1]);
    }

    private static Genotype NasBench201() => new(NasBench201Space.Instance, [new CellGenotype(
        [.. Enumerable.Range(1, 3).Select(node => (IReadOnlyList<GenotypeEdge>)[.. Enumerable.Range(0, node).Select(source => new GenotypeEdge(1 + source, source))])])]);

    private static string CheckpointsOf(string root) => new RunFolder(Path.Combine(root, "run")).CheckpointsDirectory;

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(from, "run"), "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
