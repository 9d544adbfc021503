using System.Runtime.InteropServices;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Data;
using Cdarts.Engine.Export;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Checkpoints;
using Cdarts.Engine.Tests.Export.Cream;
using Cdarts.Engine.Tests.Spaces;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Export;

public sealed class CreamFileTests
{
    public static TheoryData<int> Genotypes => [0, 1, 2];

    [Theory]
    [MemberData(nameof(Genotypes))]
    public void Creams_module_computes_the_same_from_the_names_alone(int genotype) =>
        AssertSame(ExportSample.Cifar, ExportSample.Pictures, genotype == 0 ? GenotypeJsonTests.Published : ExportSample.Drawn((ulong)genotype));

    [Fact]
    public void Creams_module_with_the_ImageNet_stem_computes_the_same() =>
        AssertSame(ExportSample.Imagenet, ExportSample.LargePictures, GenotypeJsonTests.Published);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Creams_module_computes_the_same_as_a_retrained_network(bool affine)
    {
        RetrainNetwork network = ExportSample.Retrained(ExportSample.Cifar, ExportSample.Pictures, GenotypeJsonTests.Published, affine, Precision.Float64);
        AssertSame(ExportSample.Exported(network, ExportSample.Pictures), ExportSample.Cifar, ExportSample.Pictures);
    }

    [Fact]
    public void The_cells_of_a_retrained_network_keep_their_scale_and_shift()
    {
        SafetensorsContent content = Content(ExportSample.Exported(
            ExportSample.Retrained(ExportSample.Cifar, ExportSample.Pictures, GenotypeJsonTests.Published), ExportSample.Pictures));
        Assert.Contains(Floats(content, "nas_layers.0.0.preproc0.net.2.weight"), value => value != 1);
        Assert.Contains(Floats(content, "nas_layers.0.0.preproc0.net.2.bias"), value => value != 0);
        Assert.DoesNotContain(content.Blocks, block => block.Name.Contains("auxiliary", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_space_than_the_modules_is_refused()
    {
        RetrainNetwork network = ExportSample.Retrained(
            ExportSample.Cifar with { StemMultiplier = 1 }, ExportSample.Pictures, NasBench201SpaceTests.Cell(3, 1, 2, 0, 4, 3));
        Assert.Equal(
            "The PyTorch module whose names a safetensors file has is of the darts space, and the network is of nasbench201: export onnx.",
            Assert.Throws<CdartsException>(() => Content(ExportSample.Exported(network, ExportSample.Pictures))).Message);
    }

    [Fact]
    public void The_ResNet_stem_that_the_module_lacks_is_refused()
    {
        RetrainNetwork network = ExportSample.Retrained(ExportSample.Resnet, ExportSample.LargePictures, GenotypeJsonTests.Published);
        Assert.Equal(
            "The PyTorch module whose names a safetensors file has knows no ResNet stem: export onnx.",
            Assert.Throws<CdartsException>(() => Content(ExportSample.Exported(network, ExportSample.LargePictures))).Message);
    }

    [Fact]
    public void Names_are_those_of_Creams_module()
    {
        string[] names = [.. Content(ExportSample.Cifar, ExportSample.Pictures, GenotypeJsonTests.Published).Blocks.Select(block => block.Name)];
        string[] expected =
        [
            "feature_extractor.0.0.weight", "feature_extractor.0.1.running_mean", "nas_layers.0.0.preproc0.net.1.weight",
            "nas_layers.0.1.dag.0.0.0.net.0.net.1.weight", "nas_layers.0.1.dag.1.1.0.conv1.weight", "nas_layers.1.0.preproc0.conv2.weight",
            "nas_layers.1.1.dag.3.1.0.net.3.num_batches_tracked", "nas_layers.2.0.dag.2.1.0.net.1.net.3.bias", "fc.weight", "fc.bias",
        ];
        Assert.Equal([], expected.Except(names));
        Assert.DoesNotContain(names, name => name.StartsWith("nas_layers.0.2", StringComparison.Ordinal));
    }

    [Fact]
    public void Norms_without_scale_and_shift_get_ones_and_zeros()
    {
        SafetensorsContent content = Content(ExportSample.Cifar, ExportSample.Pictures, GenotypeJsonTests.Published);
        Assert.All(Floats(content, "nas_layers.0.0.preproc0.net.2.weight"), value => Assert.Equal(1, value));
        Assert.All(Floats(content, "nas_layers.0.0.preproc0.net.2.bias"), value => Assert.Equal(0, value));
        Assert.Contains(Floats(content, "feature_extractor.0.1.weight"), value => value != 1);
    }

    [Fact]
    public void The_file_says_whose_names_it_has()
    {
        using TemporaryFolder folder = new();
        EvaluationNetwork network = ExportSample.Network(ExportSample.Cifar, ExportSample.Pictures, GenotypeJsonTests.Published);
        CreamFile.Write(folder.In("a.safetensors"), ExportSample.Exported(network, ExportSample.Pictures));
        IReadOnlyDictionary<string, string> metadata = SafetensorsFile.Read(folder.In("a.safetensors")).Metadata;
        Assert.Equal("pt", metadata["format"]);
        Assert.Equal("ModelTest of microsoft/Cream, CDARTS/lib/models/model_test.py", metadata["module_class"]);
        Assert.Equal("a test", metadata["origin"]);
    }

    private static void AssertSame(NetworkSettings settings, ImageSet pictures, Genotype topology)
    {
        EvaluationNetwork network = ExportSample.Network(settings, pictures, topology, Precision.Float64);
        AssertSame(ExportSample.Exported(network, pictures), settings, pictures);
    }

    private static void AssertSame(ExportedNetwork network, NetworkSettings settings, ImageSet pictures)
    {
        CreamModule module = new(Content(network), settings);
        float[] images = ExportSample.Images(pictures, first: 0, count: 2);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor x = tensor(images).reshape(2, pictures.Channels, pictures.Height, pictures.Width).to(ScalarType.Float64);
        Tensor expected = network.Infer(x), actual = module.Forward(x);
        Assert.Equal(0, (expected - actual).abs().max().item<double>(), 1e-9);
        Assert.Equal([], module.Unexpected);
        Assert.Equal(pictures.ClassNames, module.ClassNames);
    }

    private static SafetensorsContent Content(NetworkSettings settings, ImageSet pictures, Genotype topology) =>
        Content(ExportSample.Exported(ExportSample.Network(settings, pictures, topology), pictures));

    private static SafetensorsContent Content(ExportedNetwork network)
    {
        using MemoryStream stream = new();
        CreamFile.Write(stream, network);
        return SafetensorsFile.Read(stream, "test");
    }

    private static float[] Floats(SafetensorsContent content, string name) =>
        MemoryMarshal.Cast<byte, float>(content.Blocks.Single(block => block.Name == name).Data.Span).ToArray();
}
