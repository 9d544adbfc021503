using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Tests.Golden;

namespace Cdarts.Engine.Tests.Networks;

/// <summary>Counts of the specification's sections 1.6 and 9, and counted against built networks.</summary>
public class NetworkCostTests
{
    private static readonly NetworkSettings Imagenet = new() { Stem = StemKind.Imagenet, StemMultiplier = 1, EvaluationCells = 14 };

    internal static Genotype CdartsCifar { get; } = new(
        GoldenGenotypes.Parse("sep3·0 sep3·1; sep3·1 sep3·2; sep3·0 sep3·1; skip·0 skip·2"),
        GoldenGenotypes.Parse("sep5·1 max·0; dil5·2 skip·0; sep3·0 sep5·1; sep3·0 dil5·2"));

    private static Genotype CdartsImagenet { get; } = new(
        GoldenGenotypes.Parse("sep3·1 sep3·0; sep3·0 sep5·2; sep5·2 sep3·1; sep3·1 sep5·4"),
        GoldenGenotypes.Parse("sep5·1 avg·0; max·1 dil5·2; sep5·1 dil5·2; sep3·3 dil3·4"));

    private static Genotype Cdarts2019 { get; } = new(
        GoldenGenotypes.Parse("sep3·1 sep3·0; sep5·1 sep5·0; sep3·0 sep3·1; skip·0 skip·4"),
        GoldenGenotypes.Parse("sep3·0 skip·1; sep3·0 sep5·1; skip·0 dil3·1; sep5·0 sep3·2"));

    private static Genotype DartsV1 { get; } = new(
        GoldenGenotypes.Parse("sep3·1 sep3·0; skip·0 sep3·1; skip·0 sep3·1; sep3·0 skip·2"),
        GoldenGenotypes.Parse("max·0 max·1; skip·2 max·0; max·0 skip·2; skip·2 avg·0"));

    private static Genotype DartsV2 { get; } = new(
        GoldenGenotypes.Parse("sep3·0 sep3·1; sep3·0 sep3·1; sep3·1 skip·0; skip·0 dil3·2"),
        GoldenGenotypes.Parse("max·0 max·1; skip·2 max·1; max·0 skip·2; skip·2 max·1"));

    public static TheoryData<string, long, double, long, long, double> Published => new()
    {
        { nameof(CdartsCifar), 3_859_318, 590.1, 3_911_248, 5_493_856, 598.9 },
        { nameof(Cdarts2019), 4_003_822, 619.5, 4_055_752, 5_666_560, 622.4 },
        { nameof(CdartsImagenet), 4_669_534, 731.2, 4_721_464, 6_360_256, 712.9 },
        { nameof(DartsV1), 3_169_414, 501.0, 3_221_344, 4_510_432, 505.9 },
        { nameof(DartsV2), 3_349_342, 528.4, 3_401_272, 4_718_752, 529.9 },
    };

    internal static Genotype Cell(string name) => name switch
    {
        nameof(CdartsCifar) => CdartsCifar,
        nameof(Cdarts2019) => Cdarts2019,
        nameof(CdartsImagenet) => CdartsImagenet,
        nameof(DartsV1) => DartsV1,
        _ => DartsV2,
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Published_cells_have_the_printed_counts(string cell, long cifar10, double cifarMega, long cifar100, long imagenet, double imagenetMega)
    {
        Genotype genotype = Cell(cell);
        NetworkSettings retrain = new() { Channels = 36 };
        NetworkCost ten = NetworkCost.Evaluation(retrain, genotype, 10, 32, affine: true, heads: false);
        NetworkCost thousand = NetworkCost.Evaluation(Imagenet with { Channels = 48 }, genotype, 1000, 224, affine: true, heads: false);
        Assert.Equal(cifar10, ten.Parameters);
        Assert.Equal(cifarMega, ten.MultiplyAdds / 1e6, 0.051);
        Assert.Equal(cifar100, NetworkCost.Evaluation(retrain, genotype, 100, 32, affine: true, heads: false).Parameters);
        Assert.Equal(imagenet, thousand.Parameters);
        Assert.Equal(imagenetMega, thousand.MultiplyAdds / 1e6, 0.051);
    }

    [Fact]
    public void Search_networks_have_the_printed_counts()
    {
        Assert.Equal(2_781_585, NetworkCost.Search(new NetworkSettings(), 10, 32).Parameters);
        Assert.Equal(4_559_459, NetworkCost.Search(Imagenet, 1000, 224).Parameters);
        Assert.Equal(2_779_121, NetworkCost.Search(new NetworkSettings { StemMultiplier = 1 }, 10, 32).Parameters);
        Assert.Equal(1_926_656, NetworkCost.SearchCells(new NetworkLayout(new NetworkSettings(), 8, 32)).Parameters);
        Assert.Equal(139.8, NetworkCost.Evaluation(new NetworkSettings(), CdartsCifar, 10, 32).MultiplyAdds / 1e6, 0.051);
        Assert.Equal(105.1, NetworkCost.Evaluation(Imagenet, CdartsImagenet, 1000, 224).MultiplyAdds / 1e6, 0.051);
    }

    /// <summary>The printed counts have Cream's slip of running the second head twice per forward pass.</summary>
    [Theory]
    [InlineData(StemKind.Cifar, 10, 32, 311.7)]
    [InlineData(StemKind.Imagenet, 1000, 224, 246.1)]
    public void A_search_network_has_the_printed_multiply_adds(StemKind stem, int classes, int imageSize, double mega)
    {
        NetworkSettings settings = new() { Stem = stem };
        NetworkLayout layout = new(settings, settings.SearchCells, imageSize);
        NetworkCost twice = NetworkCost.Search(settings, classes, imageSize) + NetworkCost.Head(layout.Cells[layout.HeadCells[1]], classes);
        Assert.Equal(mega, twice.MultiplyAdds / 1e6, 0.051);
    }

    /// <summary>Sections 1.3 and 1.4: (cells, indices of the reductions, height of each cell's output).</summary>
    [Theory]
    [InlineData(StemKind.Cifar, 32, 8, "2 5", "32 32 16 16 16 8 8 8")]
    [InlineData(StemKind.Imagenet, 224, 8, "2 5", "28 28 14 14 14 7 7 7")]
    [InlineData(StemKind.Imagenet, 224, 14, "4 9", "28 28 28 28 14 14 14 14 14 7 7 7 7 7")]
    [InlineData(StemKind.Resnet, 224, 8, "2 4 6", "56 56 28 28 14 14 7 7")]
    [InlineData(StemKind.Resnet, 224, 14, "3 7 10", "56 56 56 28 28 28 28 14 14 14 7 7 7 7")]
    public void Reductions_are_where_the_stages_end_or_begin(StemKind stem, int imageSize, int cells, string reductions, string sizes)
    {
        NetworkLayout layout = new(new() { Stem = stem }, cells, imageSize);
        IEnumerable<int> found = layout.Cells.Index().Where(cell => cell.Item.Reduction).Select(cell => cell.Index);
        Assert.Equal(reductions, string.Join(' ', found));
        Assert.Equal(sizes, string.Join(' ', layout.Cells.Select(cell => cell.OutputSize)));
        Assert.Equal(found.TakeLast(2), layout.HeadCells);
        Assert.Equal(stem == StemKind.Imagenet, layout.Cells[0].PreviousReduction);
    }

    [Fact]
    public void Networks_with_the_ResNet_stem_are_counted_as_they_are_built()
    {
        NetworkSettings settings = new() { Stem = StemKind.Resnet, EvaluationCells = 14 };
        CdartsNetworks networks = CdartsNetworks.Build(settings, 1000, 224, 0);
        Assert.Equal((3 * 49 * 16) + 32, NetworkCost.StemCost(settings, 224).Parameters);
        Assert.Equal(NetworkCost.Search(settings, 1000, 224).Parameters, networks.Search.Weights.Sum(weight => weight.Count));
        RetrainNetwork retrained = RetrainNetwork.Build(new() { Stem = StemKind.Resnet, Cells = 14 }, CdartsImagenet, 1000, 224, 0);
        Assert.Equal(new RetrainNetworkSettings { Stem = StemKind.Resnet, Cells = 14 }.CostOf(CdartsImagenet, 1000, 224).Parameters, retrained.Parameters);
    }

    [Theory]
    [InlineData(StemKind.Cifar, 3, 10, 32, 1_392, 417_290, 433_674, 2_570, 4_544_768, 1_926_656)]
    [InlineData(StemKind.Imagenet, 1, 1000, 224, 3_752, 1_178_600, 1_194_984, 257_000, 3_234_176, 1_925_120)]
    public void Built_networks_have_the_printed_counts(
        StemKind stem, int multiplier, int classes, int imageSize, long stemCount, long head1, long head2, long linear, long pool, long searchCells)
    {
        NetworkSettings settings = new() { Stem = stem, StemMultiplier = multiplier, EvaluationCells = stem == StemKind.Cifar ? 20 : 14 };
        CdartsNetworks networks = CdartsNetworks.Build(settings, classes, imageSize, 0);
        long Count(IEnumerable<Weight> weights, string part) => weights.Where(weight => weight.Name.StartsWith(part)).Sum(weight => weight.Count);
        Assert.Equal(stemCount, Count(networks.Search.Weights, "shared.stem."));
        Assert.Equal(head1, Count(networks.Search.Weights, "shared.heads.0."));
        Assert.Equal(head2, Count(networks.Search.Weights, "shared.heads.1."));
        Assert.Equal(linear, Count(networks.Search.Weights, "search.classifier."));
        Assert.Equal(linear, Count(networks.Evaluation.Weights, "evaluation.classifier."));
        Assert.Equal(searchCells, Count(networks.Search.Weights, "search.cells."));
        Assert.Equal(pool, Count(networks.Evaluation.Weights, "evaluation.cells."));
        Assert.Equal(NetworkCost.Search(settings, classes, imageSize).Parameters, networks.Search.Weights.Sum(weight => weight.Count));

        Genotype cell = stem == StemKind.Cifar ? CdartsCifar : CdartsImagenet;
        Func<string, bool> uses = networks.Evaluation.Uses(cell);
        long cells = networks.Evaluation.Weights.Where(weight => EvaluationNetwork.IsCandidate(weight.Name) && uses(weight.Name)).Sum(weight => weight.Count);
        Assert.Equal(stem == StemKind.Cifar ? 801_344 : 694_624, cells);
        Assert.Equal(
            NetworkCost.Evaluation(settings, cell, classes, imageSize).Parameters, stemCount + head1 + head2 + linear + cells + 3);
    }
}
