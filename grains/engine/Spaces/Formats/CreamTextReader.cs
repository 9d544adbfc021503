namespace Cdarts.Engine.Spaces.Formats;

/// <summary>Reads one <see cref="CreamText"/>: the grammar and the rules of the DARTS space.</summary>
internal sealed class CreamTextReader(LiteralReader reader)
{
    private static readonly string[] Fields = ["normal", "normal_concat", "reduce", "reduce_concat"];

    private readonly Dictionary<string, CellGenotype?> _read = [];

    public Genotype Read()
    {
        int start = reader.Position;
        if (reader.TakeName($"'{CreamText.Opening}('") is var name && name != CreamText.Opening)
        {
            throw reader.Refuse(start, $"'{CreamText.Opening}(' is expected here, but there is {LiteralReader.Quote(name)}");
        }

        int end = reader.TakeSequence('(', ')', TakeField);
        if (Fields.FirstOrDefault(field => !_read.ContainsKey(field)) is { } missing)
        {
            throw reader.Refuse(end, $"the field {missing} is missing; there must be {string.Join(", ", Fields)}");
        }

        return reader.IsAtEnd
            ? new Genotype(_read["normal"]!, _read["reduce"]!)
            : throw reader.Refuse(reader.Position, "there is more text behind the genotype, where it must end");
    }

    private void TakeField()
    {
        int start = reader.Position;
        string field = reader.TakeName("a field");
        if (!Fields.Contains(field))
        {
            throw reader.Refuse(start, $"{LiteralReader.Quote(field)} is no field; there are {string.Join(", ", Fields)}");
        }

        if (_read.ContainsKey(field))
        {
            throw reader.Refuse(start, $"the field {field} is there twice");
        }

        reader.Take('=');
        if (field.EndsWith("_concat", StringComparison.Ordinal))
        {
            TakeConcat(field);
            _read[field] = null;
        }
        else
        {
            _read[field] = TakeCell(field);
        }
    }

    private CellGenotype TakeCell(string cell)
    {
        List<GenotypeEdge>[] nodes = [.. Enumerable.Range(0, CellSpace.NodeCount).Select(_ => new List<GenotypeEdge>())];
        int count = 0;
        bool isFlat = false;
        int end = reader.TakeList(() =>
        {
            isFlat |= count == 0 && reader.IsAt('(');
            int node = isFlat ? count / CellSpace.KeptEdges : count;
            if (node == nodes.Length)
            {
                throw reader.Refuse(reader.Position, $"{cell} has more than its {nodes.Length} nodes");
            }

            if (isFlat)
            {
                TakeEdge(cell, nodes, node);
            }
            else
            {
                TakeNode(cell, nodes, node);
            }

            count++;
        });
        int whole = isFlat ? CellSpace.NodeCount * CellSpace.KeptEdges : CellSpace.NodeCount;
        return count == whole
            ? new CellGenotype([.. nodes])
            : throw reader.Refuse(end, $"{cell} has {count} {(isFlat ? "edges" : "nodes")} where there must be {whole}");
    }

    private void TakeNode(string cell, List<GenotypeEdge>[] nodes, int node)
    {
        int end = reader.TakeList(() => TakeEdge(cell, nodes, node));
        if (nodes[node].Count != CellSpace.KeptEdges)
        {
            throw reader.Refuse(end, $"{cell} node {node} has {nodes[node].Count} edges; each node keeps {CellSpace.KeptEdges}");
        }
    }

    private void TakeEdge(string cell, List<GenotypeEdge>[] nodes, int node)
    {
        int start = reader.Position;
        reader.Take('(');
        string here = $"{cell} node {node}";
        if (nodes[node].Count == CellSpace.KeptEdges)
        {
            throw reader.Refuse(start, $"{here} has more than {CellSpace.KeptEdges} edges; each node keeps {CellSpace.KeptEdges}");
        }

        int operation = TakeOperation(here);
        reader.Take(',');
        int source = TakeSource(here, node);
        reader.Take(')');
        if (nodes[node].Exists(edge => edge.Source == source))
        {
            throw reader.Refuse(start, $"{here} has two edges from state {source}; they must come from different states");
        }

        nodes[node].Add(new GenotypeEdge(operation, source));
    }

    private int TakeOperation(string here)
    {
        int start = reader.Position;
        string name = reader.TakeString("an operation in quotes");
        int operation = Primitives.IndexOf(name);
        return operation == Primitives.None
            ? throw reader.Refuse(start, $"{here} keeps the operation 'none', which is never kept")
            : operation >= 0
            ? operation
            : throw reader.Refuse(
                start,
                $"{here} has the unknown operation {LiteralReader.Quote(name)}; there are {string.Join(", ", Primitives.Names.Take(Primitives.OperationCount))}");
    }

    private int TakeSource(string here, int node)
    {
        int start = reader.Position;
        int source = reader.TakeNumber("the number of a state");
        return source < CellSpace.EdgesInto(node)
            ? source
            : throw reader.Refuse(
                start,
                $"{here} has an edge from state {source}; it can read the states 0 to {CellSpace.EdgesInto(node) - 1} (the cell's two inputs and the earlier nodes)");
    }

    private void TakeConcat(string field)
    {
        int start = reader.Position;
        List<int> states = [];
        if (reader.IsAt('['))
        {
            reader.TakeList(() => states.Add(reader.TakeNumber("the number of a state")));
        }
        else
        {
            bool isRange = reader.TakeName("range(2, 6) or [2, 3, 4, 5]") == "range";
            reader.TakeSequence('(', ')', () => states.Add(reader.TakeNumber("the number of a state")));
            // Not expanded: a range can be long.
            bool isWhole = isRange && states is [CellSpace.InputCount, CellSpace.InputCount + CellSpace.NodeCount];
            states = isWhole ? [.. Enumerable.Range(CellSpace.InputCount, CellSpace.NodeCount)] : [];
        }

        if (!states.SequenceEqual(Enumerable.Range(CellSpace.InputCount, CellSpace.NodeCount)))
        {
            throw reader.Refuse(start, $"{field} must name all nodes: range(2, 6) or [2, 3, 4, 5]");
        }
    }
}
