using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Golden;
using Cdarts.Engine.Tests.Networks.Fused;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks;

public class RetrainNetworkTests
{
    private static readonly RetrainNetworkSettings Imagenet = new() { Channels = 48, Stem = StemKind.Imagenet, Cells = 14 };

    [Theory]
    [MemberData(nameof(NetworkCostTests.Published), MemberType = typeof(NetworkCostTests))]
    public void Built_networks_have_the_printed_counts(string cell, long cifar10, double cifarMega, long cifar100, long imagenet, double imagenetMega)
    {
        Genotype genotype = NetworkCostTests.Cell(cell);
        RetrainNetwork ten = RetrainNetwork.Build(new(), genotype, 10, 32, 0), hundred = RetrainNetwork.Build(new(), genotype, 100, 32, 0);
        RetrainNetwork thousand = RetrainNetwork.Build(Imagenet, genotype, 1000, 224, 0);
        Assert.Equal((cifar10, 476_426), (ten.Parameters, ten.AuxiliaryParameters));
        Assert.Equal((cifar100, 476_426 + (90 * 769)), (hundred.Parameters, hundred.AuxiliaryParameters));
        Assert.Equal((imagenet, 1_260_776), (thousand.Parameters, thousand.AuxiliaryParameters));
        Assert.True(cifarMega > 0 && imagenetMega > 0);
    }

    [Fact]
    public void Nothing_is_declared_but_what_the_genotype_keeps()
    {
        Genotype genotype = NetworkCostTests.CdartsCifar;
        RetrainNetwork network = RetrainNetwork.Build(new() { Channels = 4, Cells = 5 }, genotype, 10, 32, 0);
        HashSet<string> operations = [.. network.Weights.Select(weight => weight.Name).Concat(network.Norms.Select(norm => norm.Name))
            .Where(name => name.Contains(".node", StringComparison.Ordinal)).Select(name => string.Join('.', name.Split('.')[1..6]))];
        IEnumerable<string> Kept(int k, CellGenotype cell) => cell.Nodes.SelectMany((edges, node) => edges
            .Where(edge => edge.Operation > 2).Select(edge => $"cells.{k}.node{node}.from{edge.Source}.{DartsSpace.Instance.Candidates[edge.Operation]}"));
        HashSet<string> expected = [.. Enumerable.Range(0, 5).SelectMany(k => Kept(k, k is 1 or 3 ? genotype.Reduction : genotype.Normal))];

        // A skip connection of stride 2 has weights.
        expected.UnionWith([.. ((int[])[1, 3]).Select(k => $"cells.{k}.node1.from0.skip_connect")]);
        Assert.Equal(expected.Order(), operations.Order());
        Assert.All(network.Weights, weight => Assert.StartsWith("retrain.", weight.Name));
        Assert.Equal(network.Weights.Count, network.Weights.Select(weight => weight.Name).Distinct().Count());
        Assert.Contains("retrain.cells.0.node0.from0.sep_conv_3x3.first.depthwise", network.Weights.Select(weight => weight.Name));
    }

    [Fact]
    public void Without_affine_norms_in_the_cells_it_has_the_evaluation_networks_cells()
    {
        RetrainNetworkSettings settings = new() { StemMultiplier = 1, Affine = false };
        RetrainNetwork network = RetrainNetwork.Build(settings, NetworkCostTests.CdartsCifar, 10, 32, 0);
        NetworkCost cost = NetworkCost.Evaluation(settings.AsEvaluation, NetworkCostTests.CdartsCifar, 10, 32, affine: false, heads: false);
        Assert.Equal(cost.Parameters, network.Parameters);
        Assert.Equal(476_426, network.AuxiliaryParameters);
    }

    /// <summary>The evaluation network of a search agrees with the printed vectors; with its weights this one gives the same logits.</summary>
    [Theory]
    [InlineData(NetworkForm.Straight)]
    [InlineData(NetworkForm.Fast)]
    public void With_equal_weights_it_is_the_evaluation_network_of_a_search(NetworkForm form)
    {
        using DisposeScope scope = NewDisposeScope();
        CdartsNetworks networks = CdartsNetworks.Build(new() { Channels = 4, Form = form }, 10, 32, 0, Precision.Float64);
        networks.Evaluation.Adopt(NetworkCostTests.CdartsCifar);
        RetrainNetwork network = RetrainNetwork.Build(
            new() { Channels = 4, Affine = false, Form = form }, NetworkCostTests.CdartsCifar, 10, 32, 0, Precision.Float64);
        SineFill.Weights(networks.Evaluation.Weights);
        SineFill.Weights(network.Weights);
        Tensor x = SineFill.Input([2, 3, 32, 32]);
        foreach (ForwardPass pass in (ForwardPass[])[ForwardPass.Evaluation, ForwardPass.Inference])
        {
            (Tensor expected, _) = networks.Evaluation.Forward(x, pass, withEnsemble: false);
            (Tensor actual, Tensor? auxiliary) = network.Forward(x, pass, null, withAuxiliary: false);
            Assert.Null(auxiliary);
            Assert.Equal(expected.data<double>().ToArray(), actual.data<double>().ToArray());
        }

        Assert.Equal(network.Forward(x, ForwardPass.Inference, null, false).Logits.data<double>(), network.Infer(x).data<double>());
    }

    public static TheoryData<string> Variants() => ["cream", "nni", "imagenet", "imagenet-96", "resnet-128"];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Both_forms_give_the_same_logits_gradients_and_statistics(string variant)
    {
        RetrainNetworkSettings settings = variant switch
        {
            "nni" => new() { Channels = 4, Cells = 5, StemMultiplier = 1, Affine = false, DropPathIdentity = true },
            "imagenet" => Imagenet with { Channels = 4, Cells = 3 },
            "imagenet-96" => Imagenet with { Channels = 4, Cells = 5 },
            "resnet-128" => new() { Channels = 4, Cells = 4, Stem = StemKind.Resnet },
            _ => new() { Channels = 6, Cells = 5 },
        };
        Dictionary<string, double[]> straight = Run(settings with { Form = NetworkForm.Straight }), fast = Run(settings with { Form = NetworkForm.Fast });
        Assert.Equal(straight.Keys, fast.Keys);
        Assert.All(straight, pair => Assert.InRange(CellRun.Error(fast[pair.Key], pair.Value), 0, 1e-9));
        Assert.Contains("grad retrain.auxiliary.classifier.weight", straight.Keys);
    }

    [Fact]
    public void Drop_path_spares_identities_unless_told_otherwise()
    {
        // Normal cell: sep3 sep3, sep3 sep3, sep3 sep3, skip skip. In the reduction cells the skip connection from an input has stride 2: no identity.
        bool[] normal = [true, true, true, true, true, true, false, false], reduction = [.. Enumerable.Repeat(true, 8)];
        RetrainNetworkSettings settings = new() { Channels = 4, Cells = 3 };
        RetrainNetwork cream = RetrainNetwork.Build(settings, NetworkCostTests.CdartsCifar, 10, 32, 0);
        RetrainNetwork nni = RetrainNetwork.Build(settings with { DropPathIdentity = true }, NetworkCostTests.CdartsCifar, 10, 32, 0);
        Assert.Equal([.. normal, .. reduction, .. reduction], cream.Droppable);
        Assert.All(nni.Droppable, Assert.True);
        Assert.Equal((24, 24), (cream.KeptEdges, nni.KeptEdges));
    }

    [Theory]
    [InlineData(NetworkForm.Straight)]
    [InlineData(NetworkForm.Fast)]
    public void Where_every_edge_is_dropped_the_classifiers_bias_is_left(NetworkForm form)
    {
        using DisposeScope scope = NewDisposeScope();
        RetrainNetwork network = RetrainNetwork.Build(
            new() { Channels = 4, Cells = 3, Form = form }, NetworkCostTests.CdartsCifar, 10, 32, 0, Precision.Float64);
        DropPath drop = new(1 - 1e-12, 1, 0, [0, 1], network.KeptEdges);
        Tensor bias = network.Weights.Single(weight => weight.Name == "retrain.classifier.bias").Value;
        Tensor logits = network.Forward(SineFill.Input([2, 3, 32, 32]), ForwardPass.Evaluation, drop, withAuxiliary: false).Logits;
        Assert.Equal([.. bias.data<double>(), .. bias.data<double>()], logits.data<double>().ToArray());
    }

    [Theory]
    [InlineData(StemKind.Cifar, 2, 3)]
    [InlineData(StemKind.Imagenet, 2, 3)]
    [InlineData(StemKind.Resnet, 3, 4)]
    public void Too_few_cells_are_refused(StemKind stem, int cells, int least) => Assert.Equal(
        $"network.cells is {cells}: use at least {least}, one per stage.",
        Assert.Throws<CdartsException>(() => RetrainNetwork.Build(new() { Stem = stem, Cells = cells }, NetworkCostTests.CdartsCifar, 10, 224, 0)).Message);

    private static Dictionary<string, double[]> Run(RetrainNetworkSettings settings)
    {
        using DisposeScope scope = NewDisposeScope();
        int size = settings switch { { Stem: StemKind.Imagenet, Cells: 3 } => 224, { Stem: StemKind.Imagenet } => 96, { Stem: StemKind.Resnet } => 128, _ => 32 };
        RetrainNetwork network = RetrainNetwork.Build(settings, NetworkCostTests.CdartsCifar, 10, size, 0, Precision.Float64);
        using StatisticsBuffer statistics = new(network.Norms, [], ScalarType.Float64, CPU);
        DropPath drop = new(.3, 1, 0, [4, 2], network.KeptEdges);
        (Tensor logits, Tensor? auxiliary) = network.Forward(SineFill.Input([2, 3, size, size]), ForwardPass.Evaluation, drop, withAuxiliary: true);
        (logits.square().sum() + auxiliary!.square().sum()).backward();
        statistics.Commit(ForwardPass.Evaluation, statistics.RangesOf(network.Norms));
        Dictionary<string, double[]> result = new() { ["logits"] = Doubles(logits), ["auxiliary"] = Doubles(auxiliary) };
        foreach (Weight weight in network.Weights)
        {
            result.Add("grad " + weight.Name, Doubles(weight.Value.grad ?? zeros_like(weight.Value)));
        }

        foreach (BatchNorm norm in network.Norms)
        {
            result.Add(norm.Name + ".mean", Doubles(norm.Mean));
            result.Add(norm.Name + ".variance", Doubles(norm.Variance));
        }

        return result;
    }

    private static double[] Doubles(Tensor tensor) => tensor.detach().contiguous().data<double>().ToArray();
}
