using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Mutators;
using Cdarts.Engine.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks;

public class ImagenetStemTests
{
    [Theory]
    [InlineData(StemKind.Imagenet, 224)]
    [InlineData(StemKind.Imagenet, 160)]
    [InlineData(StemKind.Resnet, 224)]
    [InlineData(StemKind.Resnet, 96)]
    public void Both_networks_run_on_pictures_of_any_size_that_can_be_halved_five_times(StemKind stem, int size)
    {
        NetworkSettings settings = new() { Stem = stem, Channels = 2, SearchCells = 4, EvaluationCells = 5 };
        CdartsNetworks networks = CdartsNetworks.Build(settings, 7, size, 0);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        using StatisticsBuffer statistics = new([.. networks.Search.Norms.Union(networks.Evaluation.Norms)], [], ScalarType.Float32, CPU);
        using Generator generator = new(1);
        Tensor x = randn([2, 3, size, size], generator: generator);
        networks.Evaluation.Adopt(TinyRun.Only(3));

        (Tensor logits, Tensor? ensemble) = networks.Search.Forward(
            x, new ArchitectureWeights(networks.Alphas.Value), ForwardPass.Search, withEnsemble: true);
        (Tensor evaluationLogits, Tensor? evaluationEnsemble) = networks.Evaluation.Forward(x, ForwardPass.Evaluation, withEnsemble: true);

        foreach (Tensor output in (Tensor[])[logits, evaluationLogits])
        {
            Assert.Equal([2, 7], output.shape);
            Assert.True(output.isfinite().all().item<bool>());
        }

        Assert.Equal([6, 7], ensemble!.shape);
        Assert.Equal([6, 7], evaluationEnsemble!.shape);
    }

    [Theory]
    [InlineData(StemKind.Imagenet, 64, "imagenet")]
    [InlineData(StemKind.Imagenet, 112, "imagenet")]
    [InlineData(StemKind.Resnet, 64, "resnet")]
    [InlineData(StemKind.Cifar, 28, "cifar")]
    public void Pictures_that_the_stem_cannot_halve_often_enough_are_refused(StemKind stem, int size, string name)
    {
        NetworkSettings settings = new() { Stem = stem, Channels = 2, SearchCells = 4, EvaluationCells = 4 };
        CdartsException failure = Assert.Throws<CdartsException>(() => CdartsNetworks.Build(settings, 7, size, 0));
        Assert.Contains($"The pictures are {size}x{size}, but network.stem '{name}'", failure.Message);
    }

    [Theory]
    [InlineData(3, 3, 3, StemKind.Cifar, "network.channels is 3")]
    [InlineData(2, 2, 3, StemKind.Cifar, "network.search_cells is 2: use at least 3")]
    [InlineData(2, 3, 2, StemKind.Cifar, "network.evaluation_cells is 2: use at least 3")]
    [InlineData(2, 3, 4, StemKind.Resnet, "network.search_cells is 3: use at least 4")]
    public void Impossible_shapes_are_refused_by_the_name_of_the_setting(int channels, int search, int evaluation, StemKind stem, string expected)
    {
        NetworkSettings settings = new() { Channels = channels, SearchCells = search, EvaluationCells = evaluation, Stem = stem };
        Assert.Contains(expected, Assert.Throws<CdartsException>(() => CdartsNetworks.Build(settings, 7, 32, 0)).Message);
    }
}
