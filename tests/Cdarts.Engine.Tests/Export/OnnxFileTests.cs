using System.Text.Json;
using Cdarts.Engine.Data;
using Cdarts.Engine.Export;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Checkpoints;
using Cdarts.Engine.Tests.Export.Onnx;
using Cdarts.Engine.Tests.Spaces;
using Cdarts.Engine.Tests.Training;
using Cdarts.Engine.Training;
using Microsoft.ML.OnnxRuntime;

namespace Cdarts.Engine.Tests.Export;

public sealed class OnnxFileTests
{
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Every_operation_computes_the_same_at_both_strides(int operation) =>
        AssertSame(ExportSample.Cifar, ExportSample.Pictures, TinyRun.Only(operation), batches: [3]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_topology_computes_the_same(ulong seed) =>
        AssertSame(ExportSample.Cifar, ExportSample.Pictures, ExportSample.Drawn(seed), batches: [4]);

    [Fact]
    public void One_file_takes_batches_of_any_size() =>
        AssertSame(ExportSample.Cifar, ExportSample.Pictures, GenotypeJsonTests.Published, batches: [1, 7, 32, 2]);

    [Fact]
    public void The_ImageNet_stem_computes_the_same() =>
        AssertSame(ExportSample.Imagenet, ExportSample.LargePictures, GenotypeJsonTests.Published, batches: [1, 2]);

    [Fact]
    public void The_ResNet_stem_computes_the_same() =>
        AssertSame(ExportSample.Resnet, ExportSample.LargePictures, GenotypeJsonTests.Published, batches: [2]);

    [Fact]
    public void A_network_in_float64_is_written_in_float32() =>
        AssertSame(ExportSample.Cifar, ExportSample.Pictures, GenotypeJsonTests.Published, [3], Precision.Float64);

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    public void A_retrained_network_computes_the_same(bool affine, int genotype) => AssertSame(
        ExportSample.Exported(
            ExportSample.Retrained(ExportSample.Cifar, ExportSample.Pictures, genotype == 0 ? GenotypeJsonTests.Published : ExportSample.Drawn((ulong)genotype), affine),
            ExportSample.Pictures),
        ExportSample.Pictures,
        batches: [3, 1]);

    [Fact]
    public void A_retrained_network_with_the_ImageNet_stem_computes_the_same() => AssertSame(
        ExportSample.Exported(ExportSample.Retrained(ExportSample.Imagenet, ExportSample.LargePictures, GenotypeJsonTests.Published), ExportSample.LargePictures),
        ExportSample.LargePictures,
        batches: [2]);

    /// <summary>Operations of the edges 1-0, 2-0, 2-1, 3-0, 3-1, 3-2: all of them; a node with <c>none</c> alone, read and unread; nothing but <c>none</c>.</summary>
    [Theory]
    [InlineData(3, 1, 2, 0, 4, 3)]
    [InlineData(0, 3, 2, 1, 4, 2)]
    [InlineData(2, 0, 0, 3, 1, 0)]
    [InlineData(1, 4, 3, 0, 0, 0)]
    public void A_NAS_Bench_201_network_computes_the_same(params int[] operations)
    {
        NetworkSettings settings = ExportSample.Cifar with { Space = "nasbench201", StemMultiplier = 1, SearchCells = 5 };
        Genotype cell = NasBench201SpaceTests.Cell(operations);
        AssertSame(settings, ExportSample.Pictures, cell, batches: [3, 1]);
        AssertSame(ExportSample.Exported(ExportSample.Retrained(settings, ExportSample.Pictures, cell), ExportSample.Pictures), ExportSample.Pictures, batches: [3, 1]);
    }

    [Fact]
    public void Input_and_output_are_as_documented()
    {
        using OnnxRun run = new(File(ExportSample.Drawn(1)));
        (string input, NodeMetadata images) = Assert.Single(run.Session.InputMetadata);
        (string output, NodeMetadata logits) = Assert.Single(run.Session.OutputMetadata);
        Assert.Equal(("images", "batch", typeof(float)), (input, images.SymbolicDimensions[0], images.ElementType));
        Assert.Equal([-1, 3, 32, 32], images.Dimensions);
        Assert.Equal(("logits", "batch", typeof(float)), (output, logits.SymbolicDimensions[0], logits.ElementType));
        Assert.Equal([-1, 10], logits.Dimensions);
    }

    [Fact]
    public void The_file_says_what_it_needs_to_be_used()
    {
        using OnnxRun run = new(File(GenotypeJsonTests.Published));
        ModelMetadata model = run.Session.ModelMetadata;
        Dictionary<string, string> metadata = model.CustomMetadataMap;
        Assert.Equal("cdarts", model.ProducerName);
        Assert.StartsWith("cdarts 0.", metadata["producer"]);
        Assert.Equal("a test", metadata["origin"]);
        Assert.Equal(ExportSample.Pictures.ClassNames, JsonSerializer.Deserialize<string[]>(metadata["class_names"]));
        Assert.Equal([.2860, .2860, .2860], JsonSerializer.Deserialize<double[]>(metadata["normalisation_mean"])!);
        Assert.Equal([.3530, .3530, .3530], JsonSerializer.Deserialize<double[]>(metadata["normalisation_std"])!);
        Assert.Equal([3, 32, 32], JsonSerializer.Deserialize<int[]>(metadata["input_shape"])!);
        Assert.Equal(GenotypeJsonTests.Published, GenotypeJson.Read(metadata["genotype"], "the file"));
    }

    [Fact]
    public void Only_the_topologys_weights_are_in_the_file()
    {
        int pools = File(TinyRun.Only(Primitives.MaxPool)).Length, convolutions = File(TinyRun.Only(3)).Length;
        Assert.True(2 * pools < convolutions, $"{pools} and {convolutions} bytes");
    }

    [Fact]
    public void It_is_written_to_a_path()
    {
        using TemporaryFolder folder = new();
        EvaluationNetwork network = ExportSample.Network(ExportSample.Cifar, ExportSample.Pictures, ExportSample.Drawn(2));
        OnnxFile.Write(folder.In("a.onnx"), ExportSample.Exported(network, ExportSample.Pictures));
        using InferenceSession session = new(folder.In("a.onnx"));
        Assert.Single(session.OutputMetadata);
    }

    private static ReadOnlyMemory<byte> File(Genotype topology) => OnnxFile.ToBytes(
        ExportSample.Exported(ExportSample.Network(ExportSample.Cifar, ExportSample.Pictures, topology), ExportSample.Pictures));

    private static void AssertSame(
        NetworkSettings settings, ImageSet pictures, Genotype topology, int[] batches, Precision precision = Precision.Float32)
    {
        AssertSame(ExportSample.Exported(ExportSample.Network(settings, pictures, topology, precision), pictures), pictures, batches);
    }

    private static void AssertSame(ExportedNetwork network, ImageSet pictures, int[] batches)
    {
        using OnnxRun run = new(OnnxFile.ToBytes(network));
        foreach (int count in batches)
        {
            float[] images = ExportSample.Images(pictures, first: 0, count);
            double distance = OnnxRun.Distance(ExportSample.Logits(network, images, count), run.Logits(images, count, pictures));
            Assert.True(distance < Tolerance, $"batch of {count}: {distance}");
        }
    }
}
