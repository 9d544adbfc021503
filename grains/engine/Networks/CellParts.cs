using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Networks;

/// <summary>What a cell of either network is built from, whatever the form in which it is then computed.</summary>
internal sealed class CellParts
{
    /// <summary>Declares the weights of a cell.</summary>
    internal CellParts(Declarations declare, CellPlace place)
    {
        Place = place;

        // The first input comes at twice the size when the cell before was a reduction cell.
        First = place.PreviousReduction
            ? new FactorizedReduce(declare.Child("input0"), place.BeforePrevious, place.Channels, affine: false)
            : new PointwiseConvolution(declare.Child("input0"), place.BeforePrevious, place.Channels, affine: false);
        Second = new PointwiseConvolution(declare.Child("input1"), place.Previous, place.Channels, affine: false);
        Edges = AllOperations(declare, place);
    }

    internal CellPlace Place { get; }

    /// <summary>Brings the output of the cell before the previous one to the cell's channels and size.</summary>
    internal Operation First { get; }

    /// <summary>Brings the output of the previous cell to the cell's channels.</summary>
    internal Operation Second { get; }

    /// <summary>Every operation of every edge: [edge][primitive].</summary>
    internal Operation[][] Edges { get; }

    private static Operation[][] AllOperations(Declarations declare, CellPlace place)
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
