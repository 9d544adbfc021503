using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Cdarts.Engine.Spaces;

/// <summary>
/// Genotypes as JSON text: schema <c>cdarts.genotype</c>, version 1, one line per node. Reading is strict, so that what was read can be built.
/// </summary>
public static class GenotypeJson
{
    private const string Schema = "cdarts.genotype";
    private const int Version = 1;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Text of a genotype; ends with a line feed.</summary>
    /// <exception cref="CdartsException">The genotype breaks a rule that reading would refuse.</exception>
    public static string Write(Genotype genotype)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{{\n  \"schema\": \"{Schema}\",\n  \"version\": {Version},\n  \"space\": \"{genotype.Space.Name}\"");
        foreach ((CellKind kind, CellGenotype cell) in genotype.ByKind)
        {
            text.Append(",\n");
            WriteCell(text, kind, cell);
        }

        return text.Append("\n}\n").ToString();
    }

    /// <summary>Reads a genotype.</summary>
    /// <param name="json">Text.</param>
    /// <param name="where">Where the text comes from, for the error's sentence.</param>
    /// <param name="space">The space that it has to be of; null = any known one.</param>
    /// <exception cref="CdartsException">The text is not a genotype; the message says where and why in one sentence.</exception>
    public static Genotype Read(string json, string where, SearchSpace? space = null)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            return ReadRoot(document.RootElement, where, space);
        }
        catch (JsonException problem)
        {
            string place = problem.LineNumber is { } line ? string.Create(CultureInfo.InvariantCulture, $" (line {line + 1})") : "";
            throw new CdartsException($"{where} is not valid JSON{place}, so no genotype can be read from it.", problem);
        }
        catch (InvalidOperationException problem)
        {
            // Half a surrogate pair in a string, which is found when the string is read.
            throw new CdartsException($"{where} has a string that is not valid text, so no genotype can be read from it.", problem);
        }
    }

    private static void WriteCell(StringBuilder text, CellKind kind, CellGenotype cell)
    {
        CheckCount(cell.Nodes.Count, "the genotype", kind);
        text.Append(CultureInfo.InvariantCulture, $"  \"{kind.Name}\": {{\n    \"nodes\": [\n");
        for (int node = 0; node < kind.NodeCount; node++)
        {
            CheckNode(cell.Nodes[node], node, $"the genotype: {kind.Name} node {node}", kind);
            string edges = string.Join(", ", cell.Nodes[node].Select(
                edge => string.Create(CultureInfo.InvariantCulture, $"{{ \"operation\": \"{kind.NameOf(edge)}\", \"from\": {edge.Source} }}")));
            text.Append(CultureInfo.InvariantCulture, $"      [{edges}]{(node == kind.NodeCount - 1 ? "" : ",")}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"    ],\n    \"concat\": [{string.Join(", ", kind.Output)}]\n  }}");
    }

    private static Genotype ReadRoot(JsonElement root, string where, SearchSpace? expected)
    {
        SearchSpace space = SpaceOf(root, where, expected);
        CheckObject(root, where, ["schema", "version", "space", .. space.Cells.Select(kind => kind.Name)]);
        Expect(root.GetProperty("schema") is { ValueKind: JsonValueKind.String } schema && schema.GetString() == Schema, $"{where} has another schema than '{Schema}'.");
        Expect(IsNumber(root.GetProperty("version"), out int version) && version == Version, $"{where} has another version of the schema than {Version}; use the program that wrote it.");
        return new Genotype(space, [.. space.Cells.Select(kind => ReadCell(root.GetProperty(kind.Name), where, kind))]);
    }

    private static SearchSpace SpaceOf(JsonElement root, string where, SearchSpace? expected)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("space", out JsonElement named))
        {
            // The text is refused for what it lacks.
            return expected ?? DartsSpace.Instance;
        }

        string name = named.ValueKind == JsonValueKind.String ? named.GetString()! : "";
        Expect(expected is null || name == expected.Name, $"{where} is of another search space than '{expected?.Name}'.");
        return SearchSpaces.Find(name)
            ?? throw new CdartsException($"{where} is of a search space that is not known here; there are {string.Join(", ", SearchSpaces.Names)}.");
    }

    private static CellGenotype ReadCell(JsonElement cell, string where, CellKind kind)
    {
        string here = $"{where}: {kind.Name} cell";
        CheckObject(cell, here, ["nodes", "concat"]);
        JsonElement nodes = cell.GetProperty("nodes");
        JsonElement concat = cell.GetProperty("concat");
        Expect(nodes.ValueKind == JsonValueKind.Array, $"{here} has no list of nodes.");
        CheckCount(nodes.GetArrayLength(), where, kind);
        Expect(
            concat.ValueKind == JsonValueKind.Array
                && concat.EnumerateArray().Select(state => IsNumber(state, out int value) ? value : -1).SequenceEqual(kind.Output),
            $"{here} must concatenate {(kind.Output.Count == kind.NodeCount ? "all its nodes" : "its output nodes")}: \"concat\": [{string.Join(", ", kind.Output)}].");
        return new CellGenotype([.. nodes.EnumerateArray().Select((node, index) => ReadNode(node, index, $"{where}: {kind.Name} node {index}", kind))]);
    }

    private static GenotypeEdge[] ReadNode(JsonElement node, int index, string here, CellKind kind)
    {
        Expect(node.ValueKind == JsonValueKind.Array, $"{here} is not a list of edges.");
        GenotypeEdge[] edges = [.. node.EnumerateArray().Select(edge => ReadEdge(edge, here, kind))];
        CheckNode(edges, index, here, kind);
        return edges;
    }

    private static GenotypeEdge ReadEdge(JsonElement edge, string here, CellKind kind)
    {
        CheckObject(edge, $"{here}: an edge", ["operation", "from"]);
        JsonElement operation = edge.GetProperty("operation");
        Expect(operation.ValueKind == JsonValueKind.String, $"{here}: an edge's operation is not text.");
        string name = operation.GetString()!;
        int index = kind.IndexOf(name);
        IEnumerable<string> allowed = kind.Candidates.Where(candidate => kind.NoneIsKept || candidate != CellKind.NoneName);
        Expect(index >= 0, $"{here} has the unknown operation '{name}'; there are {string.Join(", ", allowed)}.");
        Expect(IsNumber(edge.GetProperty("from"), out int source), $"{here}: an edge's source ('from') is not a whole number.");
        return new GenotypeEdge(index, source);
    }

    private static void CheckCount(int count, string where, CellKind kind) =>
        Expect(count == kind.NodeCount, $"{where}: {kind.Name} cell has {count} nodes; it must have {kind.NodeCount}.");

    private static void CheckNode(IReadOnlyList<GenotypeEdge> edges, int node, string here, CellKind kind)
    {
        Expect(edges.Count == kind.KeptInto(node), $"{here} has {edges.Count} edges; {(kind.KeptEdges is null ? "it" : "each node")} keeps {kind.KeptInto(node)}.");
        foreach (GenotypeEdge edge in edges)
        {
            Expect(edge.Operation != kind.None || kind.NoneIsKept, $"{here} keeps the operation 'none', which is never kept.");
            Expect(edge.Operation >= 0 && edge.Operation < kind.Candidates.Count, $"{here} has an operation with the index {edge.Operation}, which does not exist.");
            Expect(
                edge.Source >= 0 && edge.Source < kind.EdgesInto(node),
                $"{here} has an edge from state {edge.Source}; it can read the states 0 to {kind.EdgesInto(node) - 1} (the cell's {(kind.InputCount == 1 ? "input" : "two inputs")} and the earlier nodes).");
        }

        if (edges.GroupBy(edge => edge.Source).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new CdartsException($"{here} has two edges from state {twice.Key}; they must come from different states.");
        }
    }

    private static void CheckObject(JsonElement element, string here, IReadOnlyList<string> names)
    {
        Expect(element.ValueKind == JsonValueKind.Object, $"{here} is not a JSON object with {string.Join(", ", names)}.");
        foreach (JsonProperty property in element.EnumerateObject())
        {
            Expect(names.Contains(property.Name), $"{here} has the unknown property '{property.Name}'; there are {string.Join(", ", names)}.");
        }

        foreach (string name in names)
        {
            Expect(element.TryGetProperty(name, out _), $"{here} lacks the property '{name}'.");
        }
    }

    private static bool IsNumber(JsonElement element, out int value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out value);
    }

    private static void Expect(bool holds, string sentence)
    {
        if (!holds)
        {
            throw new CdartsException(sentence);
        }
    }
}
