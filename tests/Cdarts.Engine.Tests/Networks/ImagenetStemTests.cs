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
    [Fact]
    public void Both_networks_run_on_pictures_of_224()
    {
        NetworkSettings settings = new() { Stem = StemKind.Imagenet, Channels = 2, SearchCells = 3, EvaluationCells = 5 };
        CdartsNetworks networks = CdartsNetworks.Build(settings, 7, 224, 0);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        using StatisticsBuffer statistics = new([.. networks.Search.Norms.Union(networks.Evaluation.Norms)], [], ScalarType.Float32, CPU);
        using Generator generator = new(1);
        Tensor x = randn([2, 3, 224, 224], generator: generator);
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
    [InlineData(StemKind.Imagenet, 32, "imagenet")]
    [InlineData(StemKind.Cifar, 28, "cifar")]
    public void Pictures_that_the_stem_cannot_halve_often_enough_are_refused(StemKind stem, int size, string name)
    {
        NetworkSettings settings = new() { Stem = stem, Channels = 2, SearchCells = 3, EvaluationCells = 3 };
        CdartsException failure = Assert.Throws<CdartsException>(() => CdartsNetworks.Build(settings, 7, size, 0));
        Assert.Contains($"The pictures are {size}x{size}, but network.stem '{name}'", failure.Message);
    }

    [Theory]
    [InlineData(3, 3, 3, "network.channels is 3")]
    [InlineData(2, 2, 3, "network.search_cells is 2")]
    [InlineData(2, 3, 2, "network.evaluation_cells is 2")]
    public void Impossible_shapes_are_refused_by_the_name_of_the_setting(int channels, int search, int evaluation, string expected)
    {
        NetworkSettings settings = new() { Channels = channels, SearchCells = search, EvaluationCells = evaluation };
        Assert.Contains(expected, Assert.Throws<CdartsException>(() => CdartsNetworks.Build(settings, 7, 32, 0)).Message);
    }
}
