using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Tests.Networks;

/// <summary>Counts of the specification's sections 4 and 9.</summary>
public sealed class CellDescriptionTests
{
    private static readonly Genotype Cell = PublishedCells.Get("cdarts-cifar").Genotype;

    [Theory]
    [InlineData("cifar10", 3_859_318, 476_426)]
    [InlineData("sample", 3_859_318, 476_426)]
    [InlineData("cifar100", 3_911_248, 476_426 + (769 * 90))]
    [InlineData("imagenet", 5_493_856, 1_260_776)]
    public void Published_shapes_have_the_printed_counts(string dataSet, long network, long auxiliaryHead)
    {
        CellDescription described = CellDescription.Of(Cell, RetrainShape.For(dataSet));
        Assert.Equal((network, auxiliaryHead), (described.Network.Parameters, described.AuxiliaryHead.Parameters));
        Assert.Equal((2, 1), (described.Cells[0].Depth, described.Cells[1].SkipConnections));
    }

    /// <summary>By hand: 2 x 2 pixels for the first convolution, one for the second.</summary>
    [Fact]
    public void The_auxiliary_heads_multiply_adds_are_counted()
    {
        Assert.Equal((576 * 128 * 4) + (128 * 768 * 4) + (768 * 10), CellDescription.Of(Cell, RetrainShape.For("cifar10")).AuxiliaryHead.MultiplyAdds);
        Assert.Equal((768 * 128 * 4) + (128 * 768 * 4) + (768 * 1000), CellDescription.Of(Cell, RetrainShape.For("imagenet")).AuxiliaryHead.MultiplyAdds);
    }

    [Fact]
    public void Channels_and_cells_can_be_chosen()
    {
        CellDescription described = CellDescription.Of(Cell, RetrainShape.For("cifar10") with { Channels = 16, Cells = 8 });
        NetworkSettings settings = new() { EvaluationCells = 8 };
        Assert.Equal(NetworkCost.Evaluation(settings, Cell, 10, 32, affine: true, heads: false), described.Network);
        Assert.Equal(476_426 - ((576 - 256) * 128), described.AuxiliaryHead.Parameters);
    }

    [Fact]
    public void What_cannot_be_counted_is_one_sentence()
    {
        Assert.Equal("There is no data set 'mnist': use cifar10, cifar100, imagenet, sample.", Assert.Throws<CdartsException>(() => RetrainShape.For("mnist")).Message);
        Assert.Throws<CdartsException>(() => CellDescription.Of(Cell, RetrainShape.For("cifar10") with { Channels = 35 }));
        Assert.Throws<CdartsException>(() => CellDescription.Of(Cell, RetrainShape.For("cifar10") with { Cells = 2 }));
    }
}
