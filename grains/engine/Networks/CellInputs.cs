using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Networks;

/// <summary>What the cells of both networks are built from.</summary>
internal static class CellInputs
{
    /// <summary>
    /// The operations that bring the two inputs to the cell's channels; the first halves the size when the cell before was a reduction cell.
    /// </summary>
    internal static (Operation First, Operation Second) Create(Declarations declare, CellPlace place) => (
        place.PreviousReduction
            ? new FactorizedReduce(declare.Child("input0"), place.BeforePrevious, place.Channels, affine: false)
            : new PointwiseConvolution(declare.Child("input0"), place.BeforePrevious, place.Channels, affine: false),
        new PointwiseConvolution(declare.Child("input1"), place.Previous, place.Channels, affine: false));

    /// <summary>Every operation of every edge: [edge][primitive].</summary>
    internal static Operation[][] AllOperations(Declarations declare, CellPlace place)
    {
        Operation[][] edges = new Operation[CellSpace.EdgeCount][];
        for (int node = 0; node < CellSpace.NodeCount; node++)
        {
            for (int source = 0; source < CellSpace.EdgesInto(node); source++)
            {
                Declarations edge = declare.Child($"node{node}.from{source}");
                int stride = CellSpace.Stride(place.Reduction, source);
                edges[CellSpace.EdgeIndex(node, source)] =
                    [.. Enumerable.Range(0, Primitives.OperationCount)
                        .Select(primitive => Operation.Create(edge.Child(Primitives.Names[primitive]), primitive, place.Channels, stride, affine: false))];
            }
        }

        return edges;
    }
}
