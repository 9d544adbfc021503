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
            outcome.Retrain is null ? "held-out accuracy" : "test accuracy",
            outcome.HeldOut is { } heldOut
                ? $"[bold]{Wording.Accuracy(heldOut.Accuracy)}[/] of {Wording.Count(heldOut.Pictures)} pictures, "
                    + $"loss {Wording.Loss(heldOut.Loss)}{OtherTopology(outcome)}"
                : "none: nothing was trained");
        figures.AddRow(outcome.Retrain is null ? "evaluation network" : "network", $"{Wording.Count(outcome.Parameters)} parameters, {Wording.Millions(outcome.MultiplyAdds)} multiply-adds per picture");
        if (outcome.Retrain is { } retrained)
        {
            string validation = retrained.Validation is { } held
                ? $", {Wording.Accuracy(held.Accuracy)} of the {Wording.Count(held.Pictures)} pictures held out of the train list"
                : "";
            figures.AddRow("best epoch", $"{retrained.BestEpoch + 1}, by {retrained.ChosenBy}{validation}");
        }

        figures.AddRow("operations", Operations(outcome));
        if (outcome.PeakMemoryMib is { Count: > 0 } peaks)
        {
            figures.AddRow("peak memory", PeakMemory(peaks));
        }

        foreach (string picture in outcome.PictureFiles)
        {
            figures.AddRow("picture", Path.Combine(shownFolder, picture).EscapeMarkup());
        }

        console.Write(figures);
    }

    private static Table Genotype(string name, Genotype genotype)
    {
        int edges = genotype.Cells.SelectMany(cell => cell.Nodes).Max(node => node.Count);
        Table table = new Table().Title($"Genotype of {name.EscapeMarkup()}")
            .AddColumns(["cell", "node", .. Enumerable.Repeat<string[]>(["operation", "input"], edges).SelectMany(columns => columns)]);
        foreach ((CellKind kind, CellGenotype cell) in genotype.ByKind)
        {
            if (table.Rows.Count > 0)
            {
                table.AddEmptyRow();
            }

            AddCell(table, kind, cell);
        }

        return table;
    }

    private static void AddCell(Table table, CellKind kind, CellGenotype cell)
    {
        for (int node = 0; node < cell.Nodes.Count; node++)
        {
            IEnumerable<string> edges = cell.Nodes[node].SelectMany(edge => (string[])[kind.NameOf(edge), Input(kind, edge.Source)]);
            table.AddRow([node == 0 ? kind.Name : "", $"{node + kind.InputCount}", .. edges]);
        }
    }

    private static string Input(CellKind kind, int source) => (kind.InputCount - source) switch
    {
        2 => "cell k-2",
        1 => "cell k-1",
        _ => $"node {source}",
    };

    private static string Operations(RunOutcome outcome) =>
        string.Join(", ", outcome.OperationCounts.OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal)
            .Select(count => $"{count.Value} {count.Key}")).EscapeMarkup();

    private static string PeakMemory(IReadOnlyList<double> mebibytes) => mebibytes.Count == 1
        ? Of(mebibytes[0])
        : string.Join(", ", mebibytes.Select((peak, rank) => $"replica {rank}: {Of(peak)}"));

    private static string Of(double mebibytes) => mebibytes > 0 ? $"{Wording.Count((long)mebibytes)} MiB" : "not known";

    private string OtherTopology(RunOutcome outcome)
    {
        if (outcome.EvaluationTopologyJson is null)
        {
            return "; the search network's";
        }

        Genotype trained = engine.ReadGenotype(outcome.EvaluationTopologyJson);
        return trained.Equals(engine.ReadGenotype(outcome.GenotypeJson)) ? "" : " (trained with the last cycle's topology, which the final alphas moved on from)";
    }
}
