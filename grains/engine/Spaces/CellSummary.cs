namespace Cdarts.Engine.Spaces;

/// <summary>What a cell is made of.</summary>
/// <param name="Kind">Kind of the cell.</param>
/// <param name="OperationCounts">How often each operation is kept, all operations in index order, zeros included.</param>
/// <param name="SkipConnections">Edges that are skip connections.</param>
/// <param name="Depth">Operations on the longest path from an input of the cell to its output; a skip connection is one of them.</param>
public sealed record CellSummary(CellKind Kind, IReadOnlyList<KeyValuePair<string, int>> OperationCounts, int SkipConnections, int Depth)
{
    private const string Skip = "skip_connect";

    /// <summary>Counts a cell.</summary>
    public static CellSummary Of(CellKind kind, CellGenotype cell)
    {
        int[] counts = new int[kind.Candidates.Count];
        List<int?> depths = [.. Enumerable.Repeat<int?>(0, kind.InputCount)];
        foreach (IReadOnlyList<GenotypeEdge> node in cell.Nodes)
        {
            // An edge of none is no path, and a node may have no other.
            depths.Add(1 + node.Where(edge => edge.Operation != kind.None).Max(edge => depths[edge.Source]));
            foreach (GenotypeEdge edge in node)
            {
                counts[edge.Operation]++;
            }
        }

        return new CellSummary(
            kind,
            [.. counts.Select((count, operation) => KeyValuePair.Create(kind.Candidates[operation], count)).Where(pair => kind.NoneIsKept || pair.Key != CellKind.NoneName)],
            kind.IndexOf(Skip) is >= 0 and int skip ? counts[skip] : 0,
            kind.Output.Max(state => depths[state]) ?? 0);
    }
}
