using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Data;
using Cdarts.Engine.Export;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Export.Onnx;
using Cdarts.Engine.Tests.Training.Retraining;
using Cdarts.Engine.Tests.Training.Sessions;
using Cdarts.Engine.Training.Retraining;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Engine.Tests.Export;

/// <summary>What is measured and exported of a retraining is the network of its best epoch.</summary>
public sealed class RetrainRunSourceTests(UndisturbedRetraining run) : IClassFixture<UndisturbedRetraining>
{
    [Theory]
    [InlineData(BestEpoch.Validation)]
    [InlineData(BestEpoch.Last)]
    [InlineData(BestEpoch.TestAsPublished)]
    public void Measured_again_it_has_the_figures_of_the_results(BestEpoch best)
    {
        string root = run.Begin($"measured-{best}");
        RetrainPlan plan = RetrainSessionRun.Changed(root, settings => settings with { Best = best });
        RunResult result = RetrainSessionRun.Play(root, change: settings => settings with { Best = best })!;
        NetworkFigures figures = NetworkFigures.Measure(Source(root, plan), plan.Settings.Data, plan.Settings.Precision, Fail);
        Assert.Equal((result.HeldOut!.Accuracy, result.HeldOut.Pictures, result.HeldOut.Top5Accuracy), (figures.Figures.Top1, figures.Figures.Pictures, figures.Figures.Top5));
        Assert.Equal(result.HeldOut.Loss, figures.Figures.Loss, 1e-12);
        Assert.Equal($"retraining demo, checkpoint {UndisturbedRun.Last(root).Manifest.Name}", figures.Origin);
    }

    /// <summary>Chosen by the test set, so that the figures of every epoch are those that can be measured again.</summary>
    [Fact]
    public void Of_a_run_under_way_it_is_the_best_epoch_so_far()
    {
        string root = run.Begin("under-way");
        SessionEvents events = new();
        static RetrainSettings Change(RetrainSettings settings) => settings with { Best = BestEpoch.TestAsPublished };
        Assert.NotNull(RetrainSessionRun.Play(root, events, Change, RetrainSessionRun.Checkpoint with { Keep = 100 }));
        RetrainPlan plan = RetrainSessionRun.Changed(root, Change);
        List<int> bests = [];
        foreach (CheckpointListing listing in new CheckpointReader(Path.Combine(root, "run", "checkpoints")).List())
        {
            int measured = listing.Manifest!.State.GetProperty("measured").GetArrayLength();
            if (measured > 0)
            {
                (int best, (_, HeldOutFigures expected)) = events.Epochs.Take(measured).Index().MaxBy(one => one.Item.Figures.Accuracy);
                NetworkFigures figures = NetworkFigures.Measure(Source(root, plan, listing.Name), plan.Settings.Data, plan.Settings.Precision, Fail);
                Assert.Equal(expected.Loss, figures.Figures.Loss, 1e-12);
                bests.Add(best);
            }
        }

        // 3 checkpoints after the first epoch, 3 after the second, that of the last epoch and that of the completed run.
        Assert.Equal(8, bests.Count);
        Assert.Contains(bests, best => best < 2);
    }

    [Fact]
    public void As_ONNX_it_computes_the_same()
    {
        using ExportedNetwork network = Source(run.Root, run.Plan).Load(Fail);
        using OnnxRun onnx = new(OnnxFile.ToBytes(network));
        ImageSet pictures = (ImageSet)DataSource.Load(run.Plan.Settings.Data).Test;
        float[] logits = onnx.Logits(ExportSample.Images(pictures, 0, pictures.Count), pictures.Count, pictures);
        (double loss, int correct) = (0, 0);
        for (int i = 0; i < pictures.Count; i++)
        {
            float[] row = logits[(i * pictures.Classes)..((i + 1) * pictures.Classes)];
            loss += Math.Log(row.Sum(value => Math.Exp(value))) - row[pictures.Labels[i]];
            correct += row.Index().MaxBy(pair => pair.Item).Index == pictures.Labels[i] ? 1 : 0;
        }

        Assert.Equal(run.Result.HeldOut!.Loss, loss / pictures.Count, 1e-5);
        Assert.Equal(run.Result.HeldOut.Accuracy, (double)correct / pictures.Count);
        Assert.Equal(TinyRetrain.Genotype, GenotypeJson.Read(onnx.Session.ModelMetadata.CustomMetadataMap["genotype"], "the file"));
    }

    [Fact]
    public void A_run_without_a_checkpoint_has_nothing_to_export()
    {
        string root = run.Begin("young");
        Assert.Equal(
            $"The run demo has no checkpoint yet in {Path.Combine(root, "run")}: try again later.",
            Assert.Throws<CdartsException>(() => Source(root, run.Plan).Load(Fail)).Message);
    }

    [Fact]
    public void Other_pictures_and_another_genotype_are_refused()
    {
        string root = run.Begin("other");
        string images = Path.Combine(SessionPictures.In(root), "train-images-idx3-ubyte");
        byte[] bytes = File.ReadAllBytes(images);
        bytes[^1] ^= 1;
        File.WriteAllBytes(images, bytes);
        RetrainPlan pictures = RetrainSessionRun.Plan(SessionPictures.In(root));
        Assert.EndsWith(
            "was made with other pictures than the data set holds now: put the original files back.",
            Assert.Throws<CdartsException>(() => Source(run.Root, pictures).Load(Fail)).Message);

        Genotype other = new(TinyRetrain.Genotype.Cells[1], TinyRetrain.Genotype.Cells[0]);
        Assert.EndsWith(
            "is of another genotype than the run's: put the run's own checkpoints back.",
            Assert.Throws<CdartsException>(() => Source(run.Root, run.Plan with { GenotypeJson = GenotypeJson.Write(other) }).Load(Fail)).Message);
    }

    private static RetrainRunSource Source(string root, RetrainPlan plan, string? checkpoint = null) => new("demo", Path.Combine(root, "run"), plan, checkpoint);

    private static void Fail(string warning) => Assert.Fail(warning);
}
