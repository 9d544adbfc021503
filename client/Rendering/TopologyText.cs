using Cdarts.Client.Engine;
using Cdarts.Engine;
using Cdarts.Engine.Spaces;

namespace Cdarts.Client.Rendering;

/// <summary>Genotypes as text.</summary>
internal static class TopologyText
{
    /// <summary>What the compact lines mean.</summary>
    public const string Legend = "operation·input for each node; inputs 0 and 1 are the two cells before, 2 and on the nodes of this cell";

    /// <summary>One compact line per cell, and its operations counted, or nothing when the text is not a genotype.</summary>
    public static IReadOnlyList<(string Kind, string Cell, string Counts)> Compact(IEngineTools engine, string? genotypeJson)
    {
        if (genotypeJson is null)
        {
            return [];
        }

        try
        {
            Genotype genotype = engine.ReadGenotype(genotypeJson);
            return [.. genotype.ByKind.Select(pair => (pair.Kind.Name, Compact(pair.Kind, pair.Cell), Counts(pair.Kind, pair.Cell)))];
        }
        catch (CdartsException)
        {
            // A display goes on without it; whoever needs the genotype reads it again and says so.
            return [];
        }
    }

    /// <summary>How often each kind of cell keeps each operation, most first, for example <c>4 sep3, 3 skip, 1 max3</c>.</summary>
    public static string Counts(CellKind kind, CellGenotype cell) => string.Join(
        ", ", CellSummary.Of(kind, cell).OperationCounts.Where(count => count.Value > 0).OrderByDescending(count => count.Value)
            .Select(count => $"{count.Value} {Short(count.Key)}"));

    /// <summary>A cell in one compact line.</summary>
    public static string Compact(CellKind kind, CellGenotype cell) =>
        string.Join(" | ", cell.Nodes.Select(node => string.Join(' ', node.Select(edge => $"{Short(kind.NameOf(edge))}·{edge.Source}"))));

    // sep_conv_3x3 is sep3, max_pool_3x3 is max3, skip_connect is skip.
    private static string Short(string operation)
    {
        string[] parts = operation.Split('_');
        return parts.Length == 3 ? parts[0] + parts[2][0] : parts[0];
    }
}
