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
        console.Write(OperationTable.Draw($"Operations of {cell.Name}", described.Normal, described.Reduction));
        NetworkCost training = described.Network + described.AuxiliaryHead;
        Grid figures = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        figures.AddRow("source", cell.Source.EscapeMarkup());
        figures.AddRow("normal cell", TopologyText.Compact(cell.Genotype.Normal).EscapeMarkup());
        figures.AddRow("reduction cell", TopologyText.Compact(cell.Genotype.Reduction).EscapeMarkup());
        figures.AddRow(
            $"network for {shape.DataSet}",
            $"{shape.Cells} cells, {shape.Channels} channels, {shape.Stem.ToString().ToLowerInvariant()} stem, pictures of {shape.ImageSize}x{shape.ImageSize}, {shape.Classes} classes");
        figures.AddRow("without auxiliary head", $"[bold]{Cost(described.Network)}[/]");
        figures.AddRow("auxiliary head", $"{Cost(described.AuxiliaryHead)}, in training alone");
        figures.AddRow("with auxiliary head", Cost(training));
        console.Write(figures);
    }

    /// <summary>The report as a line of JSON.</summary>
    public string Json() => RunJson.Line(new
    {
        Cell = cell.Name,
        cell.Source,
        // As the options are called.
        Dataset = shape.DataSet,
        shape.Channels,
        Layers = shape.Cells,
        shape.Classes,
        shape.ImageSize,
        described.Network.Parameters,
        described.Network.MultiplyAdds,
        described.AuxiliaryHead,
        Normal = Json(cell.Genotype.Normal, described.Normal),
        Reduction = Json(cell.Genotype.Reduction, described.Reduction),
    });

    private static object Json(CellGenotype cell, CellSummary summary) => new
    {
        Topology = TopologyText.Compact(cell),
        Operations = summary.OperationCounts.ToDictionary(),
        summary.SkipConnections,
        summary.Depth,
    };

    private static string Cost(NetworkCost cost) =>
        $"{Wording.Count(cost.Parameters)} parameters, {Wording.Millions(cost.MultiplyAdds)} multiply-adds per picture";
}
