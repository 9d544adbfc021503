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
    private const string Space = "darts";
    private const int NodeCount = 4;
    private const int EdgesPerNode = 2;
    private const int InputCount = 2;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Text of a genotype; ends with a line feed.</summary>
    /// <exception cref="CdartsException">The genotype breaks a rule that reading would refuse.</exception>
    public static string Write(Genotype genotype)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{{\n  \"schema\": \"{Schema}\",\n  \"version\": {Version},\n  \"space\": \"{Space}\",\n");
        WriteCell(text, "normal", genotype.Normal);
        text.Append(",\n");
        WriteCell(text, "reduction", genotype.Reduction);
        return text.Append("\n}\n").ToString();
    }

    /// <summary>Reads a genotype.</summary>
    /// <param name="json">Text.</param>
    /// <param name="where">Where the text comes from, for the error's sentence.</param>
    /// <exception cref="CdartsException">The text is not a genotype of the DARTS space; the message says where and why in one sentence.</exception>
    public static Genotype Read(string json, string where)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            return ReadRoot(document.RootElement, where);
        }
        catch (JsonException problem)
        {
            string place = problem.LineNumber is { } line ? string.Create(CultureInfo.InvariantCulture, $" (line {line + 1})") : "";
            throw new CdartsException($"{where} is not valid JSON{place}, so no genotype can be read from it.", problem);
        }
    }

    private static void WriteCell(StringBuilder text, string cellName, CellGenotype cell)
    {
        CheckCount(cell.Nodes.Count, "the genotype", cellName);
        text.Append(CultureInfo.InvariantCulture, $"  \"{cellName}\": {{\n    \"nodes\": [\n");
        for (int node = 0; node < NodeCount; node++)
        {
            CheckNode(cell.Nodes[node], node, $"the genotype: {cellName} node {node}");
            string edges = string.Join(", ", cell.Nodes[node].Select(
                edge => string.Create(CultureInfo.InvariantCulture, $"{{ \"operation\": \"{edge.OperationName}\", \"from\": {edge.Source} }}")));
            text.Append(CultureInfo.InvariantCulture, $"      [{edges}]{(node == NodeCount - 1 ? "" : ",")}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"    ],\n    \"concat\": [{string.Join(", ", Enumerable.Range(InputCount, NodeCount))}]\n  }}");
    }

    private static Genotype ReadRoot(JsonElement root, string where)
    {
        CheckObject(root, where, ["schema", "version", "space", "normal", "reduction"]);
        Expect(root.GetProperty("schema") is { ValueKind: JsonValueKind.String } schema && schema.GetString() == Schema, $"{where} has another schema than '{Schema}'.");
        Expect(IsNumber(root.GetProperty("version"), out int version) && version == Version, $"{where} has another version of the schema than {Version}; use the program that wrote it.");
        Expect(root.GetProperty("space") is { ValueKind: JsonValueKind.String } space && space.GetString() == Space, $"{where} is of another search space than '{Space}'.");
        return new Genotype(ReadCell(root.GetProperty("normal"), where, "normal"), ReadCell(root.GetProperty("reduction"), where, "reduction"));
    }

    private static CellGenotype ReadCell(JsonElement cell, string where, string cellName)
    {
        string here = $"{where}: {cellName} cell";
        CheckObject(cell, here, ["nodes", "concat"]);
        JsonElement nodes = cell.GetProperty("nodes");
        JsonElement concat = cell.GetProperty("concat");
        Expect(nodes.ValueKind == JsonValueKind.Array, $"{here} has no list of nodes.");
        CheckCount(nodes.GetArrayLength(), where, cellName);
        Expect(
            concat.ValueKind == JsonValueKind.Array
                && concat.EnumerateArray().Select(state => IsNumber(state, out int value) ? value : -1).SequenceEqual(Enumerable.Range(InputCount, NodeCount)),
            $"{here} must concatenate all its nodes: \"concat\": [2, 3, 4, 5].");
        return new CellGenotype([.. nodes.EnumerateArray().Select((node, index) => ReadNode(node, index, $"{where}: {cellName} node {index}"))]);
    }

    private static GenotypeEdge[] ReadNode(JsonElement node, int index, string here)
    {
        Expect(node.ValueKind == JsonValueKind.Array, $"{here} is not a list of edges.");
        GenotypeEdge[] edges = [.. node.EnumerateArray().Select(edge => ReadEdge(edge, here))];
        CheckNode(edges, index, here);
        return edges;
    }

    private static GenotypeEdge ReadEdge(JsonElement edge, string here)
    {
        CheckObject(edge, $"{here}: an edge", ["operation", "from"]);
        JsonElement operation = edge.GetProperty("operation");
        Expect(operation.ValueKind == JsonValueKind.String, $"{here}: an edge's operation is not text.");
        string name = operation.GetString()!;
        int index = Primitives.IndexOf(name);
        Expect(index >= 0, $"{here} has the unknown operation '{name}'; there are {string.Join(", ", Primitives.Names.SkipLast(1))}.");
        Expect(IsNumber(edge.GetProperty("from"), out int source), $"{here}: an edge's source ('from') is not a whole number.");
        return new GenotypeEdge(index, source);
    }

    private static void CheckCount(int count, string where, string cellName) =>
        Expect(count == NodeCount, $"{where}: {cellName} cell has {count} nodes; a cell of the DARTS space has {NodeCount}.");

    private static void CheckNode(IReadOnlyList<GenotypeEdge> edges, int node, string here)
    {
        Expect(edges.Count == EdgesPerNode, $"{here} has {edges.Count} edges; each node keeps {EdgesPerNode}.");
        foreach (GenotypeEdge edge in edges)
        {
            Expect(edge.Operation != Primitives.None, $"{here} keeps the operation 'none', which is never kept.");
            Expect(edge.Operation is >= 0 and < Primitives.OperationCount, $"{here} has an operation with the index {edge.Operation}, which does not exist.");
            Expect(
                edge.Source >= 0 && edge.Source < InputCount + node,
                $"{here} has an edge from state {edge.Source}; it can read the states 0 to {InputCount + node - 1} (the cell's two inputs and the earlier nodes).");
        }

        Expect(edges[0].Source != edges[1].Source, $"{here} has two edges from state {edges[0].Source}; they must come from different states.");
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
