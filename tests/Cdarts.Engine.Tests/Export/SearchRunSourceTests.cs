using System.Text.Json;
using Cdarts.Engine.Data;
using Cdarts.Engine.Export;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Export.Onnx;
using Cdarts.Engine.Tests.Training.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace Cdarts.Engine.Tests.Export;

public sealed class SearchRunSourceTests(UndisturbedRun run) : IClassFixture<UndisturbedRun>
{
    [Fact]
    public void The_exported_network_is_the_one_of_the_held_out_figures()
    {
        using ExportedNetwork network = Source(run.Root).Load(Fail);
        using OnnxRun onnx = new(OnnxFile.ToBytes(network));
        ImageSet pictures = (ImageSet)DataSource.Load(run.Settings.Data).Test;
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
        ModelMetadata metadata = onnx.Session.ModelMetadata;
        Assert.Equal($"search demo, checkpoint {UndisturbedRun.Last(run.Root).Manifest.Name}", metadata.CustomMetadataMap["origin"]);
        Assert.Equal(pictures.ClassNames, JsonSerializer.Deserialize<string[]>(metadata.CustomMetadataMap["class_names"]));
        Assert.Equal(
            GenotypeJson.Read(run.Result.EvaluationTopologyJson!, "results"), GenotypeJson.Read(metadata.CustomMetadataMap["genotype"], "the file"));
    }

    [Fact]
    public void A_run_without_a_checkpoint_has_nothing_to_export()
    {
        string root = run.Begin("young");
        string checkpoints = Path.Combine(root, "run", "checkpoints");
        Assert.Equal(
            $"The run demo has no checkpoint yet in {checkpoints}: export it later.",
            Assert.Throws<CdartsException>(() => Source(root).Load(Fail)).Message);
    }

    [Fact]
    public void A_run_in_its_search_warmup_has_no_evaluation_network()
    {
        string root = run.Begin("warm");
        SessionEvents events = null!;
        events = new SessionEvents { OnProgress = _ => events.Session!.RequestStop(checkpoint: true) };
        Assert.Null(SessionRun.Play(root, events));
        Assert.Equal(
            "The run demo has no evaluation network yet: it has one after the search warm-up.",
            Assert.Throws<CdartsException>(() => Source(root).Load(Fail)).Message);
    }

    [Fact]
    public void Other_pictures_are_refused()
    {
        string root = run.Begin("other");
        CopyRun(root);
        string images = Path.Combine(root, "pictures", "train-images-idx3-ubyte");
        byte[] bytes = File.ReadAllBytes(images);
        bytes[^1] ^= 1;
        File.WriteAllBytes(images, bytes);
        Assert.EndsWith(
            "was made with other pictures than the data set holds now: put the original files back.",
            Assert.Throws<CdartsException>(() => Source(root).Load(Fail)).Message);
    }

    private static SearchRunSource Source(string root) =>
        new("demo", Path.Combine(root, "run"), SessionRun.Settings(Path.Combine(root, "pictures")));

    private void CopyRun(string root)
    {
        string from = Path.Combine(run.Root, "run"), to = Path.Combine(root, "run");
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static void Fail(string warning) => Assert.Fail(warning);
}
