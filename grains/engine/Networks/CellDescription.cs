using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Networks;

/// <summary>A cell by its figures, and those of the network that it is retrained in.</summary>
/// <param name="Normal">Normal cell.</param>
/// <param name="Reduction">Reduction cell.</param>
/// <param name="Network">The network without its auxiliary head, as it is used after training.</param>
/// <param name="AuxiliaryHead">What the auxiliary head adds in training.</param>
public sealed record CellDescription(CellSummary Normal, CellSummary Reduction, NetworkCost Network, NetworkCost AuxiliaryHead)
{
    /// <summary>Counts a cell and its network, without building it.</summary>
    /// <exception cref="CdartsException">There is no network of that shape.</exception>
    public static CellDescription Of(Genotype genotype, RetrainShape shape)
    {
        NetworkCheck.Require(shape.Settings, shape.ImageSize);
        return new CellDescription(
            CellSummary.Of(genotype.Normal),
            CellSummary.Of(genotype.Reduction),
            NetworkCost.Evaluation(shape.Settings, genotype, shape.Classes, shape.ImageSize, affine: true, heads: false),
            AuxiliaryHeadCost.Of(shape));
    }
}
