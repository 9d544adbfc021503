using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Networks;

/// <summary>What a cell of either network is built from, whatever the form in which it is then computed.</summary>
internal sealed class CellParts
{
    private CellParts(CellPlace place, CellKind kind, IReadOnlyList<Operation> inputs, Operation?[][] edges, BatchStatistics statistics)
    {
        (Place, Kind, Inputs, Edges, Statistics) = (place, kind, inputs, edges, statistics);
    }

    internal CellPlace Place { get; }

    internal CellKind Kind { get; }

    /// <summary>What brings each of the cell's inputs to its channels and size.</summary>
    internal IReadOnlyList<Operation> Inputs { get; }

    /// <summary>Operations: [edge][candidate]; null for <c>none</c> and for what the cell was not built with.</summary>
    internal Operation?[][] Edges { get; }

    /// <summary>Over which batch its norms normalise in training.</summary>
    internal BatchStatistics Statistics { get; }

    /// <summary>A cell with every candidate on every edge.</summary>
    /// <param name="declare">Takes the weights.</param>
    /// <param name="space">Space.</param>
    /// <param name="place">Place; it has a kind.</param>
    /// <param name="affine">Whether batch norms have scale and shift.</param>
    internal static CellParts AllCandidates(Declarations declare, SearchSpace space, CellPlace place, bool affine) =>
        Create(declare, space, place, affine, (_, _, _) => true);

    /// <summary>A cell with a topology's operations alone.</summary>
    /// <param name="declare">Takes the weights.</param>
    /// <param name="space">Space.</param>
    /// <param name="place">Place; it has a kind.</param>
    /// <param name="affine">Whether batch norms have scale and shift.</param>
    /// <param name="genotype">Kept edges of the cell's kind.</param>
    internal static CellParts Kept(Declarations declare, SearchSpace space, CellPlace place, bool affine, CellGenotype genotype) =>
        Create(declare, space, place, affine, (node, source, candidate) => genotype.Nodes[node].Contains(new GenotypeEdge(candidate, source)));

    private static CellParts Create(Declarations declare, SearchSpace space, CellPlace place, bool affine, Func<int, int, int, bool> has)
    {
        int kindIndex = place.Kind!.Value;
        CellKind kind = space.Cells[kindIndex];
        IReadOnlyList<Operation> inputs = space.CreateInputs(declare, place, affine);
        Operation?[][] edges = new Operation?[kind.EdgeCount][];
        for (int node = 0; node < kind.NodeCount; node++)
        {
            for (int source = 0; source < kind.EdgesInto(node); source++)
            {
                Declarations edge = declare.Child($"node{node}.from{source}");
                Operation?[] operations = edges[kind.EdgeIndex(node, source)] = new Operation?[kind.Candidates.Count];
                for (int candidate = 0; candidate < operations.Length; candidate++)
                {
                    if (candidate != kind.None && has(node, source, candidate))
                    {
                        operations[candidate] = space.CreateOperation(
                            edge.Child(kind.Candidates[candidate]), candidate, place.Channels, space.Stride(kindIndex, source), affine);
                    }
                }
            }
        }

        return new CellParts(place, kind, inputs, edges, declare.Statistics);
    }
}
