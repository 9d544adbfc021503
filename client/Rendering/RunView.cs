using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Rendering;

/// <summary>What a console knows of a run, gathered from its events. Not thread-safe.</summary>
internal sealed class RunView(string name)
{
    private const int WarningsKept = 3;

    private readonly RateMeter _rate = new();
    private readonly List<string> _warnings = [];

    public string Name => name;

    /// <summary>Cycles of the run, 0 = it has none; null = unknown.</summary>
    public int? Cycles { get; init; }

    public RunState State { get; private set; } = RunState.Unknown;

    public long Generation { get; private set; }

    /// <summary>Where the run is: the phase that began, or the newest committed step.</summary>
    public RunCursor? Cursor { get; private set; }

    /// <summary>Whether the run trains a found network from scratch.</summary>
    public bool IsRetraining => Cursor?.Phase == "Retrain";

    public RunProgress? Progress { get; private set; }

    public string? TopologyJson { get; private set; }

    public EvaluationNetworkDescription? Network { get; private set; }

    public HeldOutRecord? HeldOut { get; private set; }

    public CheckpointRecord? Checkpoint { get; private set; }

    /// <summary>Which replicas hold which network; null when all hold both.</summary>
    public ReplicaLayout? Layout { get; private set; }

    /// <summary>The newest warnings, oldest first.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>A sentence of the console itself, for example that it is stopping.</summary>
    public string? Notice { get; set; }

    /// <summary>Time to the end of the run at the rate of the last minute, or null.</summary>
    public TimeSpan? Remaining => Progress is null ? null : _rate.TimeFor(Progress.TotalSteps - Progress.GlobalStep);

    /// <summary>Time to the end of the epoch, or null.</summary>
    public TimeSpan? EpochRemaining => Progress is null ? null : _rate.TimeFor(Progress.Steps - 1 - Progress.Committed.Step);

    public void Apply(RunEvent happened)
    {
        Generation = happened.Position.Generation;
        switch (happened)
        {
            case RunSnapshot snapshot:
                Take(snapshot.Status);
                break;
            case RunEnded ended:
                Take(ended.Status);
                break;
            case StateChanged changed:
                State = changed.State;
                break;
            case GroupFormed formed:
                Layout = formed.Layout;
                break;
            case PhaseStarted started:
                Cursor = started.Cursor;
                break;
            case ProgressMade made:
                Cursor = made.Progress.Committed;
                Progress = made.Progress;
                _rate.Note(made.At, made.Progress.GlobalStep);
                break;
            case TopologyAdopted adopted:
                Network = adopted.Network;
                TopologyJson = adopted.Network.Topology.GenotypeJson;
                break;
            case HeldOutMeasured measured:
                HeldOut = measured.Figures;
                break;
            case CheckpointWritten written:
                Checkpoint = written.Checkpoint;
                break;
            case WarningRaised raised:
                Warn(raised.Message);
                break;
        }
    }

    /// <summary>Takes all that a status knows.</summary>
    public void Take(RunStatus status)
    {
        State = status.State;
        Generation = status.Generation;
        Layout = status.Layout;
        Progress = status.Progress ?? Progress;
        Cursor = status.Progress?.Committed ?? Cursor;
        TopologyJson = status.Topology?.GenotypeJson ?? TopologyJson;
        Network = status.EvaluationNetwork ?? Network;
        HeldOut = status.Outcome?.HeldOut ?? status.EvaluationNetwork?.HeldOut ?? HeldOut;
        Checkpoint = status.Checkpoint ?? Checkpoint;
        _warnings.Clear();
        foreach (string warning in status.Warnings)
        {
            Warn(warning);
        }
    }

    private void Warn(string message)
    {
        _warnings.Add(message);
        if (_warnings.Count > WarningsKept)
        {
            _warnings.RemoveAt(0);
        }
    }
}
