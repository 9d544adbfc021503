using Cdarts.Client.Engine;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Spectre.Console;

namespace Cdarts.Client.Rendering;

/// <summary>A run as lines of text, for logs and for terminals that cannot redraw. Progress at most every five seconds.</summary>
internal sealed class PlainRunDisplay(TextWriter output, IAnsiConsole console, IEngineTools engine, TimeProvider time, RunLocation run) : IRunDisplay
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);

    private readonly RunView _view = new(run.Name) { Cycles = run.Cycles };
    private readonly Lock _lock = new();
    private bool _legendShown;
    private DateTimeOffset _lastProgress = DateTimeOffset.MinValue;

    public Task<RunStatus> ShowAsync(Func<Action<RunEvent>, Task<RunStatus>> follow) => follow(Show);

    public void Notice(string sentence) => Line(time.GetUtcNow(), sentence);

    public void ShowOutcome(RunStatus status) => new FinalReport(console, engine).Write(run.Name, run.ShownFolder, status.Outcome!);

    private void Show(RunEvent happened)
    {
        _view.Apply(happened);
        switch (happened)
        {
            case RunSnapshot snapshot:
                Line(happened.At, $"{run.Name}: {Wording.State(snapshot.Status.State)} ({run.ShownFolder})");
                ShowLayout(snapshot.Status.Layout, happened.At);
                ShowAll(snapshot.Status.Warnings, happened.At);
                break;
            case StateChanged { State: not (RunState.Stopped or RunState.Completed or RunState.Failed) } changed:
                Line(happened.At, Wording.State(changed.State));
                break;
            case GroupFormed { Layout: { } layout }:
                ShowLayout(layout, happened.At);
                break;
            case PhaseStarted { Cursor.Phase: not "Completed" } started:
                Line(happened.At, $"begin of {Wording.Place(started.Cursor, run.Cycles)}");
                break;
            case ProgressMade made when happened.At - _lastProgress >= ProgressInterval || IsLastOfEpoch(made.Progress):
                _lastProgress = happened.At;
                Line(happened.At, Progress(made.Progress));
                break;
            case TopologyAdopted adopted:
                ShowTopology(adopted);
                break;
            case HeldOutMeasured measured:
                Line(happened.At, _view.IsRetraining
                    ? $"accuracy after epoch {measured.Cycle + 1}: {Wording.Accuracy(measured.Figures.Accuracy)} of {Wording.Count(measured.Figures.Pictures)} pictures"
                    : $"held-out accuracy after cycle {measured.Cycle + 1}: {Wording.Accuracy(measured.Figures.Accuracy)}");
                break;
            case CheckpointWritten written:
                Line(happened.At, $"checkpoint {written.Checkpoint.Name} ({Wording.Megabytes(written.Checkpoint.Bytes)})");
                break;
            case WarningRaised raised:
                ShowAll([raised.Message], happened.At);
                break;
            case RunEnded ended:
                Line(happened.At, Wording.State(ended.Status.State));
                break;
        }
    }

    private static bool IsLastOfEpoch(RunProgress progress) => progress.Committed.Step + 1 == progress.Steps;

    private string Progress(RunProgress progress)
    {
        List<string> parts =
        [
            $"{Wording.Place(progress.Committed, progress.Cycles)}, epoch {progress.Committed.Epoch + 1} of {progress.Epochs}, "
            + $"step {progress.Committed.Step + 1} of {progress.Steps}",
        ];
        Add("search", progress.SearchLoss, progress.SearchAccuracy);
        Add(_view.IsRetraining ? "loss" : "evaluation", progress.EvaluationLoss, progress.EvaluationAccuracy);
        Add("interactive", progress.InteractiveLoss, null);
        Add("regulariser", progress.RegulariserLoss, null);
        parts.Add($"{Wording.Rate(progress.ImagesPerSecond)} images/s");
        if (Wording.DataWait(progress.DataWait) is { Length: > 0 } wait)
        {
            parts.Add($"{wait} of the time waiting for data");
        }

        if (LayoutText.Waits(progress) is { Length: > 0 } waits)
        {
            parts.Add(waits);
        }

        if (_view.Remaining is { } remaining)
        {
            parts.Add($"{Wording.Duration(remaining)} to the end");
        }

        return string.Join("; ", parts);

        void Add(string label, double? loss, double? accuracy)
        {
            if (loss is not null)
            {
                parts.Add($"{label} {Wording.Loss(loss)}{(accuracy is null ? "" : $" {Wording.Accuracy(accuracy)}")}");
            }
        }
    }

    private void ShowTopology(TopologyAdopted adopted)
    {
        EvaluationNetworkDescription network = adopted.Network;
        Line(
            adopted.At,
            $"topology of cycle {network.Topology.Cycle + 1}: {Wording.Count(network.Parameters)} parameters, "
            + $"{Wording.Millions(network.MultiplyAdds)} multiply-adds{(_legendShown ? "" : $" ({TopologyText.Legend})")}");
        _legendShown = true;
        foreach ((string kind, string cell, string counts) in TopologyText.Compact(engine, network.Topology.GenotypeJson))
        {
            Line(adopted.At, $"  {kind,-9}  {cell}  ({counts})");
        }
    }

    private void ShowLayout(ReplicaLayout? layout, DateTimeOffset at)
    {
        foreach ((string label, string text) in LayoutText.Lines(layout))
        {
            Line(at, $"{label} {text}");
        }
    }

    private void ShowAll(IEnumerable<string> warnings, DateTimeOffset at)
    {
        foreach (string warning in warnings)
        {
            Line(at, $"warning: {warning}");
        }
    }

    private void Line(DateTimeOffset at, string text)
    {
        lock (_lock)
        {
            output.WriteLine($"{TimeZoneInfo.ConvertTime(at, time.LocalTimeZone):HH:mm:ss} {text}");
        }
    }
}
