using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Networks;

/// <summary>
/// What a network computes in inference: stem, cells with the kept edges alone, global average pooling, classifier. Exports walk it, so that they need not
/// know how a network holds its modules.
/// </summary>
/// <param name="Stem">Stem.</param>
/// <param name="Stages">Cells, and blocks that are not searched, in order.</param>
/// <param name="Classifier">The final linear map.</param>
/// <param name="Topology">The genotype that the cells were built for.</param>
internal sealed record InferenceNetwork(Stem Stem, IReadOnlyList<InferenceStage> Stages, Linear Classifier, Genotype Topology);

/// <summary>What stands at one place of a network.</summary>
/// <param name="Place">The place.</param>
internal abstract record InferenceStage(CellPlace Place);

/// <summary>A block that is not searched.</summary>
/// <param name="Place">The place.</param>
/// <param name="Operation">What it does to the output of the place before.</param>
internal sealed record InferenceBlock(CellPlace Place, Operation Operation) : InferenceStage(Place);

/// <summary>A cell with the kept edges alone.</summary>
/// <param name="Place">The place.</param>
/// <param name="Inputs">What brings its inputs to its channels and size: those of the two places before, or of the one before.</param>
/// <param name="Nodes">Kept edges by node, in the order of the genotype, those of <c>none</c> left out; a node is their sum, or zeros.</param>
/// <param name="Output">States whose concatenation is the output.</param>
internal sealed record InferenceCell(
    CellPlace Place, IReadOnlyList<Operation> Inputs, IReadOnlyList<IReadOnlyList<InferenceEdge>> Nodes, IReadOnlyList<int> Output) : InferenceStage(Place)
{
    /// <summary>A cell of a network that was built for, or has adopted, a genotype.</summary>
    internal static InferenceCell Of(CellParts parts, Genotype genotype) => new(
        parts.Place,
        parts.Inputs,
        [.. genotype.Cells[parts.Place.Kind!.Value].Nodes.Select((edges, node) => (IReadOnlyList<InferenceEdge>)[.. edges
            .Where(edge => edge.Operation != parts.Kind.None)
            .Select(edge => new InferenceEdge(parts.Edges[parts.Kind.EdgeIndex(node, edge.Source)][edge.Operation]!, edge.Source))])],
        parts.Kind.Output);
}

/// <summary>A kept edge.</summary>
/// <param name="Operation">What it computes.</param>
/// <param name="Source">State that it reads: the cell's inputs first, then the earlier nodes.</param>
internal readonly record struct InferenceEdge(Operation Operation, int Source);
