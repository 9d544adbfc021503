using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Networks;

/// <summary>
/// What a network computes in inference: stem, cells with the kept edges alone, global average pooling, classifier. Exports walk it, so that they need not
/// know how a network holds its modules.
/// </summary>
/// <param name="Stem">Stem.</param>
/// <param name="Cells">Cells in order.</param>
/// <param name="Classifier">The final linear map.</param>
/// <param name="Topology">The genotype that the cells were built for.</param>
internal sealed record InferenceNetwork(Stem Stem, IReadOnlyList<InferenceCell> Cells, Linear Classifier, Genotype Topology);

/// <summary>A cell with the kept edges alone.</summary>
/// <param name="Place">Its place in the network.</param>
/// <param name="First">Brings the output of the cell before the previous one to the cell's channels and size.</param>
/// <param name="Second">Brings the output of the previous cell to the cell's channels.</param>
/// <param name="Nodes">Kept edges by node, in the order of the genotype; a node is their sum, the cell's output the nodes' concatenation.</param>
internal sealed record InferenceCell(CellPlace Place, Operation First, Operation Second, IReadOnlyList<IReadOnlyList<InferenceEdge>> Nodes)
{
    /// <summary>A cell of a network that was built for, or has adopted, a genotype.</summary>
    internal static InferenceCell Of(CellParts parts, Genotype genotype)
    {
        CellGenotype cell = parts.Place.Reduction ? genotype.Reduction : genotype.Normal;
        return new InferenceCell(
            parts.Place,
            parts.First,
            parts.Second,
            [.. cell.Nodes.Select((edges, node) => (IReadOnlyList<InferenceEdge>)[.. edges.Select(
                edge => new InferenceEdge(parts.Edges[CellSpace.EdgeIndex(node, edge.Source)][edge.Operation], edge.Source))])]);
    }
}

/// <summary>A kept edge.</summary>
/// <param name="Operation">What it computes.</param>
/// <param name="Source">State that it reads: 0 and 1 are the cell's inputs, 2.. the earlier nodes.</param>
internal readonly record struct InferenceEdge(Operation Operation, int Source);
