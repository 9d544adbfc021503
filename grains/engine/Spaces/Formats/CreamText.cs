namespace Cdarts.Engine.Spaces.Formats;

/// <summary>
/// Genotypes as the named tuple that the Python implementations print:
/// <c>Genotype(normal=[[('sep_conv_3x3', 0), ('sep_conv_3x3', 1)], ...], normal_concat=range(2, 6), reduce=[...], reduce_concat=range(2, 6))</c>.
/// Read by a parser of its own, never evaluated. NNI writes the same text into its <c>.genotypes</c> files.
/// </summary>
public static class CreamText
{
    internal const string Opening = "Genotype";

    /// <summary>Text of a genotype, in one line without a line feed, as Cream prints it.</summary>
    /// <exception cref="CdartsException">The genotype breaks a rule that reading would refuse.</exception>
    public static string Write(Genotype genotype)
    {
        string text = $"{Opening}(normal={Cell(genotype.Normal)}, normal_concat={Concat}, reduce={Cell(genotype.Reduction)}, reduce_concat={Concat})";
        // Whatever was made by hand is checked by the rules of reading.
        Read(text, "The genotype as text");
        return text;
    }

    /// <summary>
    /// Reads a genotype. Nodes may stand one by one, or as DARTS has it: one flat list of eight edges. White space and the kind of quotes are free; the
    /// fields may come in any order.
    /// </summary>
    /// <param name="text">Text.</param>
    /// <param name="where">Where the text comes from, for the error's sentence.</param>
    /// <exception cref="CdartsException">The text is not a genotype of the DARTS space; the message says line, column and why in one sentence.</exception>
    public static Genotype Read(string text, string where) => new CreamTextReader(new LiteralReader(text, where)).Read();

    private static string Concat => $"range({CellSpace.InputCount}, {CellSpace.InputCount + CellSpace.NodeCount})";

    private static string Cell(CellGenotype cell) => $"[{string.Join(", ", cell.Nodes.Select(Node))}]";

    private static string Node(IReadOnlyList<GenotypeEdge> edges) =>
        $"[{string.Join(", ", edges.Select(edge => $"('{Primitives.Names.ElementAtOrDefault(edge.Operation)}', {edge.Source})"))}]";
}
