using System.Globalization;
using System.Text;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Export;

/// <summary>Writes a cell in Graphviz' DOT language, for those who draw it in their own way.</summary>
public static class GenotypeDot
{
    private const string Output = "c_{k}";

    /// <summary>DOT text of a cell.</summary>
    /// <param name="kind">Kind of the cell.</param>
    /// <param name="cell">Cell.</param>
    /// <param name="title">Title.</param>
    public static string Write(CellKind kind, CellGenotype cell, string title)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"digraph {Quoted(title)} {{\n  rankdir=LR;\n  label={Quoted(title)};\n  node [shape=box];\n");
        for (int node = 0; node < cell.Nodes.Count; node++)
        {
            foreach (GenotypeEdge edge in cell.Nodes[node])
            {
                text.Append(CultureInfo.InvariantCulture, $"  {State(kind, edge.Source)} -> {State(kind, kind.InputCount + node)} [label={Quoted(kind.NameOf(edge))}];\n");
            }
        }

        foreach (int state in kind.Output)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {State(kind, state)} -> {Quoted(Output)};\n");
        }

        return text.Append("}\n").ToString();
    }

    private static string State(CellKind kind, int state) => Quoted((kind.InputCount - state) switch
    {
        2 => "c_{k-2}",
        1 => "c_{k-1}",
        _ => (state - kind.InputCount).ToString(CultureInfo.InvariantCulture),
    });

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
