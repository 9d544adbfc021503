namespace Cdarts.Engine.Spaces;

/// <summary>What a cell is made of.</summary>
/// <param name="OperationCounts">How often each operation is kept, all operations in index order, zeros included.</param>
/// <param name="SkipConnections">Edges that are skip connections.</param>
/// <param name="Depth">Operations on the longest path from an input of the cell to its output; a skip connection is one of them.</param>
public sealed record CellSummary(IReadOnlyList<KeyValuePair<string, int>> OperationCounts, int SkipConnections, int Depth)
{
    /// <summary>Counts a cell of the DARTS space.</summary>
    public static CellSummary Of(CellGenotype cell)
    {
        int[] counts = new int[Primitives.OperationCount];
        List<int> depths = [.. Enumerable.Repeat(0, CellSpace.InputCount)];
        foreach (IReadOnlyList<GenotypeEdge> node in cell.Nodes)
        {
            depths.Add(1 + node.Max(edge => depths[edge.Source]));
            foreach (GenotypeEdge edge in node)
            {
                counts[edge.Operation]++;
            }
        }

        return new CellSummary(
            [.. counts.Select((count, operation) => KeyValuePair.Create(Primitives.Names[operation], count))], counts[Primitives.SkipConnect], depths.Max());
    }
}
