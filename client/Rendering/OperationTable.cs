using System.Globalization;
using Cdarts.Engine.Spaces;
using Spectre.Console;

namespace Cdarts.Client.Rendering;

/// <summary>How often a cell keeps each operation, normal beside reduction cell, and how deep the cells are.</summary>
internal static class OperationTable
{
    public static Table Draw(string title, CellSummary normal, CellSummary reduction)
    {
        Table table = new Table().Title(title.EscapeMarkup())
            .AddColumn("operation").AddColumn(new TableColumn("normal").RightAligned()).AddColumn(new TableColumn("reduction").RightAligned());
        foreach ((KeyValuePair<string, int> inNormal, KeyValuePair<string, int> inReduction) in normal.OperationCounts.Zip(reduction.OperationCounts))
        {
            if (inNormal.Value + inReduction.Value > 0)
            {
                table.AddRow(inNormal.Key, Number(inNormal.Value), Number(inReduction.Value));
            }
        }

        table.AddEmptyRow();
        table.AddRow("skip connections", Number(normal.SkipConnections), Number(reduction.SkipConnections));
        return table.AddRow("depth", Number(normal.Depth), Number(reduction.Depth));
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
