using System.Globalization;
using Cdarts.Engine.Spaces;
using Spectre.Console;

namespace Cdarts.Client.Rendering;

/// <summary>How often cells keep each operation, one kind of cell beside the other, and how deep they are.</summary>
internal static class OperationTable
{
    public static Table Draw(string title, IReadOnlyList<CellSummary> cells)
    {
        Table table = new Table().Title(title.EscapeMarkup()).AddColumn("operation");
        foreach (CellSummary cell in cells)
        {
            table.AddColumn(new TableColumn(cell.Kind.Name).RightAligned());
        }

        for (int operation = 0; operation < cells[0].OperationCounts.Count; operation++)
        {
            int[] counts = [.. cells.Select(cell => cell.OperationCounts[operation].Value)];
            if (counts.Any(count => count > 0))
            {
                Add(cells[0].OperationCounts[operation].Key, counts);
            }
        }

        table.AddEmptyRow();
        Add("skip connections", [.. cells.Select(cell => cell.SkipConnections)]);
        Add("depth", [.. cells.Select(cell => cell.Depth)]);
        return table;

        void Add(string label, int[] numbers) => table.AddRow([label, .. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))]);
    }
}
