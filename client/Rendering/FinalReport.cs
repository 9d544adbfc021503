using Cdarts.Client.Engine;
using Cdarts.Contracts.Grains;
using Cdarts.Engine.Spaces;
using Spectre.Console;

namespace Cdarts.Client.Rendering;

/// <summary>What a completed run found.</summary>
internal sealed class FinalReport(IAnsiConsole console, IEngineTools engine)
{
    /// <param name="name">Name of the run.</param>
    /// <param name="shownFolder">Its folder, as it is shown to the user.</param>
    /// <param name="outcome">Results.</param>
    public void Write(string name, string shownFolder, RunOutcome outcome)
    {
        console.Write(Genotype(name, engine.ReadGenotype(outcome.GenotypeJson)));
        Grid figures = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        figures.AddRow(
            "held-out accuracy",
            $"[bold]{Wording.Accuracy(outcome.HeldOut.Accuracy)}[/] of {Wording.Count(outcome.HeldOut.Pictures)} pictures, "
            + $"loss {Wording.Loss(outcome.HeldOut.Loss)}{OtherTopology(outcome)}");
        figures.AddRow("evaluation network", $"{Wording.Count(outcome.Parameters)} parameters, {Wording.Millions(outcome.MultiplyAdds)} multiply-adds per picture");
        figures.AddRow("operations", Operations(outcome));
        foreach (string picture in outcome.PictureFiles)
        {
            figures.AddRow("picture", Path.Combine(shownFolder, picture).EscapeMarkup());
        }

        console.Write(figures);
    }

    private static Table Genotype(string name, Genotype genotype)
    {
        Table table = new Table().Title($"Genotype of {name.EscapeMarkup()}").AddColumns("cell", "node", "operation", "input", "operation", "input");
        AddCell(table, "normal", genotype.Normal);
        table.AddEmptyRow();
        AddCell(table, "reduction", genotype.Reduction);
        return table;
    }

    private static void AddCell(Table table, string cellName, CellGenotype cell)
    {
        for (int node = 0; node < cell.Nodes.Count; node++)
        {
            IEnumerable<string> edges = cell.Nodes[node].SelectMany(edge => (string[])[edge.OperationName, Input(edge.Source)]);
            table.AddRow([node == 0 ? cellName : "", $"{node + 2}", .. edges]);
        }
    }

    private static string Input(int source) => source switch
    {
        0 => "cell k-2",
        1 => "cell k-1",
        _ => $"node {source}",
    };

    private static string Operations(RunOutcome outcome) =>
        string.Join(", ", outcome.OperationCounts.OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal)
            .Select(count => $"{count.Value} {count.Key}")).EscapeMarkup();

    private string OtherTopology(RunOutcome outcome)
    {
        Genotype trained = engine.ReadGenotype(outcome.EvaluationTopologyJson);
        return trained.Equals(engine.ReadGenotype(outcome.GenotypeJson)) ? "" : " (trained with the last cycle's topology, which the final alphas moved on from)";
    }
}
