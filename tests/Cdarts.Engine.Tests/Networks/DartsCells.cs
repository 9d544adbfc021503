using Cdarts.Engine.Networks;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Tests.Networks;

/// <summary>Single cells of the DARTS space.</summary>
internal static class DartsCells
{
    internal static CellPlace Place(bool reduction, bool previousReduction, int beforePrevious, int previous, int channels, int size) =>
        new(reduction, previousReduction, beforePrevious, previous, channels, size, reduction ? 1 : 0, CellSpace.NodeCount * channels);

    internal static CellParts Parts(Declarations declare, CellPlace place) => CellParts.AllCandidates(declare, DartsSpace.Instance, place, affine: false);
}
