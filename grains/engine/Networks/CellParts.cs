using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Networks;

/// <summary>What a cell of either network is built from, whatever the form in which it is then computed.</summary>
internal sealed class CellParts
{
    /// <summary>Declares the weights of a cell with every operation on every edge.</summary>
    internal CellParts(Declarations declare, CellPlace place)
        : this(declare, place, affine: false, (_, _) => true)
    {
    }

    private CellParts(Declarations declare, CellPlace place, bool affine, Func<int, GenotypeEdge, bool> has)
    {
        Place = place;

        // The first input comes at twice the size when the cell before was a reduction cell.
        First = place.PreviousReduction
            ? new FactorizedReduce(declare.Child("input0"), place.BeforePrevious, place.Channels, affine)
            : new PointwiseConvolution(declare.Child("input0"), place.BeforePrevious, place.Channels, affine);
        Second = new PointwiseConvolution(declare.Child("input1"), place.Previous, place.Channels, affine);
        Edges = Operations(declare, place, affine, has);
    }

    /// <summary>A cell with a topology's operations alone.</summary>
    /// <param name="declare">Takes the weights.</param>
    /// <param name="place">Place.</param>
    /// <param name="affine">Whether batch norms have scale and shift.</param>
    /// <param name="genotype">Kept edges of the cell.</param>
    internal static CellParts Kept(Declarations declare, CellPlace place, bool affine, CellGenotype genotype) =>
        new(declare, place, affine, (node, edge) => genotype.Nodes[node].Contains(edge));

    internal CellPlace Place { get; }

    /// <summary>Brings the output of the cell before the previous one to the cell's channels and size.</summary>
    internal Operation First { get; }

    /// <summary>Brings the output of the previous cell to the cell's channels.</summary>
    internal Operation Second { get; }

    /// <summary>The operations of every edge: [edge][primitive]; null where the cell was not built with one.</summary>
    internal Operation[][] Edges { get; }

    private static Operation[][] Operations(Declarations declare, CellPlace place, bool affine, Func<int, GenotypeEdge, bool> has)
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
                        .Select(primitive => has(node, new GenotypeEdge(primitive, source))
                            ? Operation.Create(edge.Child(Primitives.Names[primitive]), primitive, place.Channels, stride, affine)
                            : null!)];
            }
        }

        return edges;
    }
}
