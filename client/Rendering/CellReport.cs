using Cdarts.Client.Runs;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Spectre.Console;

namespace Cdarts.Client.Rendering;

/// <summary>What <c>describe</c> tells of a cell.</summary>
internal sealed class CellReport(SourcedGenotype cell, RetrainShape shape, CellDescription described)
{
    /// <summary>Draws the report.</summary>
    public void Write(IAnsiConsole console)
    {
        console.Write(OperationTable.Draw($"Operations of {cell.Name}", described.Cells));
        NetworkCost training = described.Network + described.AuxiliaryHead;
        Grid figures = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        figures.AddRow("source", cell.Source.EscapeMarkup());
        foreach ((CellKind kind, CellGenotype found) in cell.Genotype.ByKind)
        {
            figures.AddRow(kind.Name == "cell" ? kind.Name : $"{kind.Name} cell", TopologyText.Compact(kind, found).EscapeMarkup());
        }

        figures.AddRow(
            $"network for {shape.DataSet}",
            $"{shape.Cells} cells, {shape.Channels} channels, {shape.Stem.ToString().ToLowerInvariant()} stem, pictures of {shape.ImageSize}x{shape.ImageSize}, {shape.Classes} classes");
        figures.AddRow("without auxiliary head", $"[bold]{Cost(described.Network)}[/]");
        figures.AddRow("auxiliary head", $"{Cost(described.AuxiliaryHead)}, in training alone");
        figures.AddRow("with auxiliary head", Cost(training));
        console.Write(figures);
    }

    /// <summary>The report as a line of JSON.</summary>
    public string Json()
    {
        // As the options are called.
        Dictionary<string, object> line = new()
        {
            ["cell"] = cell.Name,
            ["source"] = cell.Source,
            ["dataset"] = shape.DataSet,
            ["channels"] = shape.Channels,
            ["layers"] = shape.Cells,
            ["classes"] = shape.Classes,
            ["image_size"] = shape.ImageSize,
            ["parameters"] = described.Network.Parameters,
            ["multiply_adds"] = described.Network.MultiplyAdds,
            ["auxiliary_head"] = described.AuxiliaryHead,
            ["space"] = cell.Genotype.Space.Name,
            ["cells"] = cell.Genotype.Cells.Zip(described.Cells).ToDictionary(pair => pair.Second.Kind.Name, pair => Json(pair.First, pair.Second)),
        };
        return RunJson.Line(line);
    }

    private static object Json(CellGenotype cell, CellSummary summary) => new
    {
        Topology = TopologyText.Compact(summary.Kind, cell),
        Operations = summary.OperationCounts.ToDictionary(),
        summary.SkipConnections,
        summary.Depth,
    };

    private static string Cost(NetworkCost cost) =>
        $"{Wording.Count(cost.Parameters)} parameters, {Wording.Millions(cost.MultiplyAdds)} multiply-adds per picture";
}
