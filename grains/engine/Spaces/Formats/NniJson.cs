using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Cdarts.Engine.Spaces.Formats;

/// <summary>
/// NNI's <c>epoch_NN.json</c> (tag v2.5): for each edge, for example <c>normal_n2_p0</c> or <c>reduce_n5_p4</c>, which of the seven operations it has,
/// and for each node, for example <c>normal_n2_switch</c>, which of its edges it keeps, all as lists of true and false. The order of a node's edges is
/// not in it: reading gives them by source.
/// </summary>
public static class NniJson
{
    private const string Normal = "normal";
    private const string Reduction = "reduce";

    /// <summary>Text of the file as NNI writes it: names in order, one value per line, two blanks of indentation, no line feed at the end.</summary>
    /// <exception cref="CdartsException">The genotype breaks a rule that reading would refuse.</exception>
    public static string Write(Genotype genotype)
    {
        // Checks a genotype that was made by hand.
        CreamText.Write(genotype);
        StringBuilder text = new();
        foreach ((string name, bool[] mask) in Masks(genotype).OrderBy(mask => mask.Key, StringComparer.Ordinal))
        {
            string values = string.Join(",\n", mask.Select(value => value ? "    true" : "    false"));
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? "{" : ",")}\n  \"{name}\": [\n{values}\n  ]");
        }

        return text.Append("\n}").ToString();
    }

    /// <summary>Text of the <c>.genotypes</c> file that NNI writes beside it: a <see cref="CreamText"/> with the edges of each node by source.</summary>
    /// <exception cref="CdartsException">The genotype breaks a rule that reading would refuse.</exception>
    public static string WriteGenotypes(Genotype genotype) => CreamText.Write(new(BySource(genotype.Normal), BySource(genotype.Reduction)));

    /// <summary>Reads the file's object.</summary>
    /// <param name="root">Object.</param>
    /// <param name="where">Where it comes from, for the error's sentence.</param>
    /// <exception cref="CdartsException">A list is missing, unknown or of another length, or the lists contradict each other.</exception>
    internal static Genotype Read(JsonElement root, string where)
    {
        string[] names = [.. NamesOf(Normal), .. NamesOf(Reduction)];
        if (root.EnumerateObject().Select(property => property.Name).FirstOrDefault(name => !names.Contains(name)) is { } unknown)
        {
            throw new CdartsException(
                $"{where} has the unknown entry {LiteralReader.Quote(unknown)}; there are normal_n2_p0 to reduce_n5_p4 and normal_n2_switch to reduce_n5_switch.");
        }

        if (names.FirstOrDefault(name => !root.TryGetProperty(name, out _)) is { } missing)
        {
            throw new CdartsException($"{where} lacks the entry {missing}.");
        }

        return new Genotype(ReadCell(root, Normal, where), ReadCell(root, Reduction, where));
    }

    /// <summary>Whether an object is such a file, going by its names.</summary>
    internal static bool Matches(JsonElement root) => root.EnumerateObject().Any(property =>
        property.Name.StartsWith($"{Normal}_n", StringComparison.Ordinal) || property.Name.StartsWith($"{Reduction}_n", StringComparison.Ordinal));

    private static CellGenotype ReadCell(JsonElement root, string cell, string where) =>
        new([.. Enumerable.Range(0, CellSpace.NodeCount).Select(node => ReadNode(root, cell, node, where))]);

    private static GenotypeEdge[] ReadNode(JsonElement root, string cell, int node, string where)
    {
        string switchName = SwitchName(cell, node);
        bool[] kept = ReadMask(root, switchName, CellSpace.EdgesInto(node), "edge of the node", where);
        List<GenotypeEdge> edges = [];
        for (int source = 0; source < kept.Length; source++)
        {
            string name = EdgeName(cell, node, source);
            bool[] chosen = ReadMask(root, name, Primitives.OperationCount, "operation without none", where);
            int count = chosen.Count(value => value);
            Require(count <= 1, $"{where}: {name} chooses {count} operations; an edge has one.");
            Require(count == 1 || !kept[source], $"{where}: {switchName} keeps edge {source}, but {name} chooses no operation.");
            Require(count == 0 || kept[source], $"{where}: {name} chooses an operation, but {switchName} does not keep edge {source}.");
            if (kept[source])
            {
                edges.Add(new GenotypeEdge(Array.IndexOf(chosen, true), source));
            }
        }

        Require(edges.Count == CellSpace.KeptEdges, $"{where}: {switchName} keeps {edges.Count} edges; each node keeps {CellSpace.KeptEdges}.");
        return [.. edges];
    }

    private static bool[] ReadMask(JsonElement root, string name, int length, string unit, string where)
    {
        JsonElement list = root.GetProperty(name);
        Require(
            list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(value => value.ValueKind is JsonValueKind.True or JsonValueKind.False),
            $"{where}: {name} is not a list of true and false.");
        Require(list.GetArrayLength() == length, $"{where}: {name} has {list.GetArrayLength()} values; there must be {length}, one for each {unit}.");
        return [.. list.EnumerateArray().Select(value => value.GetBoolean())];
    }

    private static Dictionary<string, bool[]> Masks(Genotype genotype)
    {
        Dictionary<string, bool[]> masks = [];
        foreach ((string cellName, CellGenotype cell) in new[] { (Normal, genotype.Normal), (Reduction, genotype.Reduction) })
        {
            for (int node = 0; node < CellSpace.NodeCount; node++)
            {
                IReadOnlyList<GenotypeEdge> edges = cell.Nodes[node];
                bool[] kept = masks[SwitchName(cellName, node)] = new bool[CellSpace.EdgesInto(node)];
                for (int source = 0; source < kept.Length; source++)
                {
                    bool[] chosen = masks[EdgeName(cellName, node, source)] = new bool[Primitives.OperationCount];
                    foreach (GenotypeEdge edge in edges.Where(edge => edge.Source == source))
                    {
                        kept[source] = chosen[edge.Operation] = true;
                    }
                }
            }
        }

        return masks;
    }

    private static CellGenotype BySource(CellGenotype cell) =>
        new([.. cell.Nodes.Select(node => (IReadOnlyList<GenotypeEdge>)[.. node.OrderBy(edge => edge.Source)])]);

    private static IEnumerable<string> NamesOf(string cell) => Enumerable.Range(0, CellSpace.NodeCount).SelectMany(node =>
        Enumerable.Range(0, CellSpace.EdgesInto(node)).Select(source => EdgeName(cell, node, source)).Append(SwitchName(cell, node)));

    // NNI counts nodes behind the inputs, as states.
    private static string EdgeName(string cell, int node, int source) => $"{cell}_n{node + CellSpace.InputCount}_p{source}";

    private static string SwitchName(string cell, int node) => $"{cell}_n{node + CellSpace.InputCount}_switch";

    private static void Require(bool holds, string sentence)
    {
        if (!holds)
        {
            throw new CdartsException(sentence);
        }
    }
}
