using System.Text.Json;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Tests.Golden;

/// <summary>Genotypes as the vectors list them: a node's edges in ascending order of source.</summary>
internal static class GoldenGenotypes
{
    internal static Genotype Read(JsonElement genotype) => new(Cell(genotype.GetProperty("normal")), Cell(genotype.GetProperty("reduce")));

    internal static Genotype BySource(Genotype genotype) => new(BySource(genotype.Normal), BySource(genotype.Reduction));

    /// <summary>For example <c>"sep3·0 sep3·1; sep3·1 sep3·2; ..."</c>, the short form of the specification.</summary>
    internal static CellGenotype Parse(string text) => new([.. text.Split(';').Select(node => (IReadOnlyList<GenotypeEdge>)[.. node
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(edge => edge.Split('·'))
        .Select(parts => new GenotypeEdge(Array.IndexOf(["max", "avg", "skip", "sep3", "sep5", "dil3", "dil5"], parts[0]), int.Parse(parts[1])))])]);

    private static CellGenotype BySource(CellGenotype cell) =>
        new([.. cell.Nodes.Select(node => (IReadOnlyList<GenotypeEdge>)[.. node.OrderBy(edge => edge.Source)])]);

    private static CellGenotype Cell(JsonElement cell) => new([.. cell.EnumerateArray().Select(node => (IReadOnlyList<GenotypeEdge>)[.. node
        .EnumerateArray().Select(edge => new GenotypeEdge(Primitives.IndexOf(edge[0].GetString()!), edge[1].GetInt32()))])]);
}
