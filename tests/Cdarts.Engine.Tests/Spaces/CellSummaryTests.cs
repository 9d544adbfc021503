using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Tests.Spaces;

public sealed class CellSummaryTests
{
    [Fact]
    public void Operations_are_counted_in_index_order()
    {
        CellSummary reduction = CellSummary.Of(DartsSpace.Instance.Cells[1], PublishedCells.Get("cdarts-cifar").Genotype.Reduction);
        Assert.Equal(
            ["max_pool_3x3 1", "avg_pool_3x3 0", "skip_connect 1", "sep_conv_3x3 2", "sep_conv_5x5 2", "dil_conv_3x3 0", "dil_conv_5x5 2"],
            reduction.OperationCounts.Select(count => $"{count.Key} {count.Value}"));
        Assert.Equal(1, reduction.SkipConnections);
    }

    /// <summary>Counted by hand: the normal cell of PC-DARTS reads its inputs alone; in that of P-DARTS state 5 reads 4, which reads 3, which reads an input.</summary>
    [Theory]
    [InlineData("pc-darts-cifar", 1, 3)]
    [InlineData("cdarts-cifar", 2, 2)]
    [InlineData("cdarts-cifar-2019", 2, 2)]
    [InlineData("cdarts-imagenet", 3, 3)]
    [InlineData("p-darts", 3, 3)]
    public void Depth_is_the_longest_path(string name, int normal, int reduction)
    {
        Genotype cell = PublishedCells.Get(name).Genotype;
        Assert.Equal((normal, reduction), (CellSummary.Of(DartsSpace.Instance.Cells[0], cell.Normal).Depth, CellSummary.Of(DartsSpace.Instance.Cells[1], cell.Reduction).Depth));
    }

    [Fact]
    public void A_chain_is_as_deep_as_its_nodes() => Assert.Equal(
        4, CellSummary.Of(DartsSpace.Instance.Cells[0], new CellGenotype([[new(3, 0), new(3, 1)], [new(3, 2), new(3, 1)], [new(3, 1), new(2, 3)], [new(3, 4), new(3, 0)]])).Depth);
}
