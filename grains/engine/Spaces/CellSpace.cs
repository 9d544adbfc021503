namespace Cdarts.Engine.Spaces;

/// <summary>The shape of a DARTS cell: two inputs, four nodes, an edge from every earlier state to every node (specification, 1.2).</summary>
public static class CellSpace
{
    /// <summary>Inputs: the outputs of the cells k-2 and k-1.</summary>
    public const int InputCount = 2;

    /// <summary>Nodes; their outputs, concatenated, are the cell's output.</summary>
    public const int NodeCount = 4;

    /// <summary>Edges of a cell.</summary>
    public const int EdgeCount = 14;

    /// <summary>Kept edges per node.</summary>
    public const int KeptEdges = 2;

    /// <summary>Alphas of both cell types: normal first, then reduction.</summary>
    public const int AlphaRows = 2 * EdgeCount;

    /// <summary>Edges that end in <paramref name="node"/> (from 0): one from each input and earlier node.</summary>
    public static int EdgesInto(int node) => node + InputCount;

    /// <summary>Index of the edge from state <paramref name="source"/> into <paramref name="node"/>, in node order.</summary>
    public static int EdgeIndex(int node, int source) => (node * (node + 3) / 2) + source;

    /// <summary>Stride of the edge from <paramref name="source"/>: 2 when a reduction cell reads one of its inputs.</summary>
    public static int Stride(bool reduction, int source) => reduction && source < InputCount ? 2 : 1;
}
