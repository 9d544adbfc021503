namespace Cdarts.Engine.Spaces;

/// <summary>
/// One kind of cell of a search space: inputs, then nodes, with an edge from every earlier state to every node. States are numbered inputs first.
/// </summary>
/// <param name="Name">Name, as in genotype files: <c>normal</c>.</param>
/// <param name="Candidates">Operations of every edge by name; the same for all kinds of a space.</param>
/// <param name="InputCount">Inputs: 1 = the previous cell's output, 2 = those of the two cells before.</param>
/// <param name="NodeCount">Nodes.</param>
/// <param name="KeptEdges">Edges that a topology keeps at each node; null = all.</param>
/// <param name="Output">States whose outputs, concatenated, are the cell's output.</param>
/// <param name="NoneIsKept">Whether a topology may have <c>none</c> on a kept edge.</param>
public sealed record CellKind(
    string Name, IReadOnlyList<string> Candidates, int InputCount, int NodeCount, int? KeptEdges, IReadOnlyList<int> Output, bool NoneIsKept)
{
    /// <summary>The name of the candidate that gives zeros.</summary>
    public const string NoneName = "none";

    /// <summary>Edges of the cell.</summary>
    public int EdgeCount => EdgeIndex(NodeCount, 0);

    /// <summary>Index of <c>none</c> among the candidates, or -1.</summary>
    public int None { get; } = Candidates.IndexOf(NoneName);

    /// <summary>Edges that end in <paramref name="node"/> (from 0): one from each input and earlier node.</summary>
    public int EdgesInto(int node) => node + InputCount;

    /// <summary>Edges that a topology keeps at a node.</summary>
    public int KeptInto(int node) => Math.Min(KeptEdges ?? int.MaxValue, EdgesInto(node));

    /// <summary>Index of the edge from state <paramref name="source"/> into <paramref name="node"/>, in node order.</summary>
    public int EdgeIndex(int node, int source) => (node * InputCount) + (node * (node - 1) / 2) + source;

    /// <summary>Index of a candidate by name, or -1.</summary>
    public int IndexOf(string candidate) => Candidates.IndexOf(candidate);

    /// <summary>Name of a kept edge's operation.</summary>
    public string NameOf(GenotypeEdge edge) => Candidates[edge.Operation];
}
