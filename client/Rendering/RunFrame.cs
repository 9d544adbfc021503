using Cdarts.Client.Engine;
using Cdarts.Contracts.Grains;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Cdarts.Client.Rendering;

/// <summary>One picture of a run for a terminal of 80 columns: the live view draws it again and again, <c>status</c> once.</summary>
internal sealed class RunFrame(IEngineTools engine, TimeProvider time)
{
    public IRenderable Draw(RunView view, bool unicode)
    {
        List<IRenderable> rows = [Header(view)];
        if (view.Cursor is { } cursor)
        {
            rows.Add(new Markup(Wording.Place(cursor, view.Progress?.Cycles ?? view.Cycles).EscapeMarkup()));
        }

        if (view.Progress is { } progress)
        {
            rows.Add(Bars(view, progress, unicode));
            rows.Add(Figures(view, progress));
            if (LayoutText.Waits(progress) is { Length: > 0 } waits)
            {
                rows.Add(new Text(waits));
            }
        }

        rows.AddRange(LayoutText.Lines(view.Layout).Select(line => Line(line.Label, line.Text)));

        rows.AddRange(Topology(view));
        if (view.Checkpoint is { } checkpoint)
        {
            rows.Add(Line("checkpoint", $"{checkpoint.Name}, {Wording.Age(checkpoint.WrittenAt, time.GetUtcNow())}, {Wording.Megabytes(checkpoint.Bytes)}"));
        }

        rows.AddRange(view.Warnings.Select(warning => new Markup($"[yellow]warning[/]  {warning.EscapeMarkup()}")));
        if (view.Notice is not null)
        {
            rows.Add(new Markup($"[bold]{view.Notice.EscapeMarkup()}[/]"));
        }

        return new Rows(rows);
    }

    private static Markup Header(RunView view) =>
        new($"[bold]{view.Name.EscapeMarkup()}[/]  {Wording.State(view.State)}, generation {view.Generation}");

    private static Grid Bars(RunView view, RunProgress progress, bool unicode)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().NoWrap())
            .AddColumn(new GridColumn().NoWrap());
        bool inCycle = progress.Committed.Phase is not ("SearchWarmup" or "Retrain");
        if (inCycle)
        {
            AddBar("cycle", progress.Committed.Cycle, progress.Committed.Cycle + 1, progress.Cycles, "");
        }

        AddBar("epoch", progress.Committed.Epoch, progress.Committed.Epoch + 1, progress.Epochs, "");
        AddBar("step", progress.Committed.Step + 1, progress.Committed.Step + 1, progress.Steps, Remaining(view.EpochRemaining, "epoch"));
        AddBar("run", progress.GlobalStep, progress.GlobalStep, progress.TotalSteps, Remaining(view.Remaining, "run"));
        return grid;

        // The bar fills with what is done; the number is of the one that is under way.
        void AddBar(string label, long done, long number, long total, string remaining) => grid.AddRow(
            new Text(label), Bar.Of(done, total, unicode), new Text(total > 0 ? $"{number} of {total}" : $"{number}"), new Text(remaining));
    }

    private static string Remaining(TimeSpan? remaining, string what) => remaining is null ? "" : $"{Wording.Duration(remaining)} to the {what}'s end";

    private static Grid Figures(RunView view, RunProgress progress)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().RightAligned().NoWrap())
            .AddColumn(new GridColumn().RightAligned().NoWrap()).AddColumn(new GridColumn().Padding(4, 0, 2, 0).NoWrap())
            .AddColumn(new GridColumn().RightAligned().NoWrap());
        string wait = Wording.DataWait(progress.DataWait), waitLabel = wait.Length > 0 ? "data wait" : "";
        if (view.IsRetraining)
        {
            grid.AddRow("", "training", "held out", "images/s", Wording.Rate(progress.ImagesPerSecond));
            grid.AddRow("loss", Wording.Loss(progress.EvaluationLoss), Wording.Loss(view.HeldOut?.Loss), waitLabel, wait);
            grid.AddRow("accuracy", Wording.Accuracy(progress.EvaluationAccuracy), Wording.Accuracy(view.HeldOut?.Accuracy), "", "");
            return grid;
        }

        grid.AddRow("", "search", "evaluation", "interactive loss", Wording.Loss(progress.InteractiveLoss));
        grid.AddRow(
            "loss", Wording.Loss(progress.SearchLoss), Wording.Loss(progress.EvaluationLoss), "regulariser", Wording.Loss(progress.RegulariserLoss));
        grid.AddRow(
            "accuracy", Wording.Accuracy(progress.SearchAccuracy), Wording.Accuracy(progress.EvaluationAccuracy), "images/s",
            Wording.Rate(progress.ImagesPerSecond));
        grid.AddRow("held-out", "", Wording.Accuracy(view.HeldOut?.Accuracy), waitLabel, wait);
        return grid;
    }

    private IEnumerable<IRenderable> Topology(RunView view)
    {
        IReadOnlyList<(string Kind, string Cell, string Counts)> cells = TopologyText.Compact(engine, view.TopologyJson);
        if (cells.Count == 0)
        {
            yield break;
        }

        string counts = view.Network is { } network
            ? $"  ({Wording.Count(network.Parameters)} parameters, {Wording.Millions(network.MultiplyAdds)} multiply-adds)"
            : "";
        yield return Line("topology", $"operation·input per node{counts}");
        foreach ((string kind, string cell, _) in cells)
        {
            yield return Line(kind, cell);
        }
    }

    private static Markup Line(string label, string text) => new($"{label,-11}{text.EscapeMarkup()}");
}
