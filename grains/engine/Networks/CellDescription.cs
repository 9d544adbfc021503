using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Networks;

/// <summary>A cell by its figures, and those of the network that it is retrained in.</summary>
/// <param name="Cells">Cells, in the order of their kinds.</param>
/// <param name="Network">The network without its auxiliary head, as it is used after training.</param>
/// <param name="AuxiliaryHead">What the auxiliary head adds in training.</param>
public sealed record CellDescription(IReadOnlyList<CellSummary> Cells, NetworkCost Network, NetworkCost AuxiliaryHead)
{
    /// <summary>Counts a cell and its network, without building it.</summary>
    /// <exception cref="CdartsException">There is no network of that shape.</exception>
    public static CellDescription Of(Genotype genotype, RetrainShape shape)
    {
        NetworkSettings settings = shape.Settings with { Space = genotype.Space.Name };
        NetworkCheck.Require(settings, shape.ImageSize);
        return new CellDescription(
            [.. genotype.ByKind.Select(pair => CellSummary.Of(pair.Kind, pair.Cell))],
            NetworkCost.Evaluation(settings, genotype, shape.Classes, shape.ImageSize, affine: true, heads: false),
            AuxiliaryHeadCost.Of(shape, settings));
    }
}
