using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;

namespace Cdarts.Grains.Coordination;

/// <summary>
/// The transitions of a run, without grains, storage or timers: every message changes the record and leaves effects for the coordinator to carry out.
/// This part: start, stop, pause and the ways in which a run ends. Not thread-safe; a grain's turns serve it.
/// </summary>
internal sealed partial class RunStateMachine
{
    private const int WarningsKept = 20;

    private readonly string _name;
    private readonly CoordinatorOptions _options;
    private readonly IClusterView _cluster;
    private readonly TimeProvider _time;
    private readonly List<RunEffect> _effects = [];
    private ReplicaGroup _group = new([]);
    private RunProgress? _progress;
    private int _cycles;
    private bool _stopWithCheckpoint = true;
    private bool _recovered;
    private string? _reason;

    /// <summary>Creates the machine of a run.</summary>
    /// <param name="name">Name of the run.</param>
    /// <param name="record">What storage holds.</param>
    /// <param name="options">How replicas are dealt with.</param>
    /// <param name="cluster">The silos.</param>
    /// <param name="time">Clock.</param>
    public RunStateMachine(string name, RunRecord record, CoordinatorOptions options, IClusterView cluster, TimeProvider time)
    {
        _name = name;
        Record = record;
        _options = options;
        _cluster = cluster;
        _time = time;
    }

    /// <summary>The record as it should be in storage once all effects are carried out.</summary>
    public RunRecord Record { get; private set; }

    /// <summary>Replicas of the group.</summary>
    public IReadOnlyList<string> Members => _group.Members;

    /// <summary>The group being formed, or formed.</summary>
    public ReplicaGroup Group => _group;

    private Contracts.Specification.ClusterSpec Wanted => Record.Start?.Spec.Cluster ?? new();

    private Contracts.Specification.SplitSpec? Split => Record.Start?.Spec.WantedSplit();

    /// <summary>Takes the effects that are still to be carried out.</summary>
    public IReadOnlyList<RunEffect> TakeEffects()
    {
        RunEffect[] taken = [.. _effects];
        _effects.Clear();
        return taken;
    }

    /// <summary>What a console is told.</summary>
    public RunStatus Status() => new(
        _name, Record.State, Record.Generation, _progress, Record.Topology, Record.EvaluationNetwork, Record.Checkpoint, Record.Members, Record.Warnings,
        Record.Failure, Record.FailureExpected, Record.Outcome, _reason,
        Record.State is RunState.Gathering or RunState.Waiting or RunState.Preparing ? null : Record.Layout);

    /// <summary>The coordinator was lost and is back: a run that was active goes on under the next generation.</summary>
    public void Recover()
    {
        if (!Record.IsActive())
        {
            return;
        }

        _recovered = true;
        if (Record.Desired == DesiredState.Stopped)
        {
            EndAs(RunState.Stopped);
        }
        else
        {
            // Who is still there answers at once and may have all in its memory; who is not comes by announcing itself.
            string[] there = [.. Record.Members.Where(_cluster.IsAlive)];
            _candidates.UnionWith(there);
            BeginGeneration(expected: there);
        }
    }

    /// <summary>Starts or resumes the run.</summary>
    public StartOutcome Start(StartCommand command, int cycles, DateTimeOffset now)
    {
        if (Record.State == RunState.Completed)
        {
            return StartOutcome.AlreadyCompleted;
        }

        _cycles = cycles;
        bool active = Record.IsActive();
        if (active && !_recovered)
        {
            return StartOutcome.AlreadyRunning;
        }

        _recovered = false;
        if (active && Record.Start is { } known && known.SpecHash == command.SpecHash && known.RunFolder == command.RunFolder)
        {
            return StartOutcome.Started;
        }

        string[] holding = Record.State == RunState.Paused ? [.. Record.Members.Where(_cluster.IsAlive)] : [];
        Record = Record with
        {
            Start = command,
            StartedAt = Record.StartedAt == default ? now : Record.StartedAt,
            Desired = DesiredState.Running,
            Failure = null,
            FailureExpected = true,
            Warnings = [],
        };
        (_fruitless, _rootCause) = (0, null);
        _candidates.UnionWith(holding);
        BeginGeneration(expected: holding.Length > 0 ? holding : null);
        return StartOutcome.Started;
    }

    /// <summary>Tells the machine how many cycles the run has, after <see cref="Recover"/>.</summary>
    public void KnowCycles(int cycles) => _cycles = cycles;

    /// <summary>Asks the run to stop.</summary>
    public void Stop(bool checkpoint)
    {
        switch (Record.State)
        {
            case RunState.Gathering or RunState.Waiting or RunState.Preparing or RunState.Paused:
                Record = Record with { Desired = DesiredState.Stopped };
                EndAs(RunState.Stopped);
                break;
            case RunState.Running:
                _stopWithCheckpoint = checkpoint;
                Record = Record with { Desired = DesiredState.Stopped };
                ChangeState(RunState.Stopping);
                _effects.Add(new RunEffect.StopReplicas(_group.Members, checkpoint));
                break;
            case RunState.Stopping:
                _stopWithCheckpoint &= checkpoint;
                _effects.Add(new RunEffect.StopReplicas(_group.Members, _stopWithCheckpoint));
                break;
        }
    }

    /// <summary>Asks the run to halt, with its replicas' memory kept.</summary>
    public void Pause()
    {
        if (Record.State == RunState.Running)
        {
            Halt(HaltReason.Pause, checkpoint: true);
        }
    }

    /// <summary>The run cannot go on.</summary>
    public void Fail(string message, bool expected)
    {
        if (Record.IsActive())
        {
            Record = Record with { Failure = message, FailureExpected = expected };
            EndAs(RunState.Failed);
        }
    }

    /// <summary>Newest progress of rank 0.</summary>
    /// <returns>False for a report of another generation, which is void.</returns>
    public bool Progressed(long generation, RunProgress progress)
    {
        if (generation != Record.Generation || !Record.IsActive())
        {
            return false;
        }

        _progress = progress;
        (_fruitless, _rootCause) = (0, null);
        return true;
    }

    /// <summary>Storage is behind the record.</summary>
    public void WriteAgain() => _effects.Add(new RunEffect.Persist());

    /// <summary>A checkpoint is durable.</summary>
    public void Checkpointed(long generation, CheckpointRecord checkpoint)
    {
        if (generation == Record.Generation && Record.Checkpoint?.Name != checkpoint.Name)
        {
            Record = Record with { Checkpoint = checkpoint, Cursor = checkpoint.Next };
            _effects.Add(new RunEffect.Persist());
            Publish((p, at) => new CheckpointWritten(p, at, checkpoint));
        }
    }

    /// <summary>Something that the user should see.</summary>
    public void Warned(long generation, string message)
    {
        if (generation == Record.Generation)
        {
            Warn(message);
        }
    }

    private void Warn(string message)
    {
        Record = Record with { Warnings = [.. Record.Warnings.Append(message).TakeLast(WarningsKept)] };
        Publish((p, at) => new WarningRaised(p, at, message));
    }

    private void EndAs(RunState state)
    {
        Record = Record with { State = state };
        (_halt, _reason) = (HaltReason.None, null);
        _newcomers.Clear();
        _effects.Add(new RunEffect.Persist());
        // Between two groups survivors wait for the next one, with the run in their memory.
        string[] holders = [.. _group.Members.Union(_candidates)];
        if (holders.Length > 0)
        {
            _effects.Add(new RunEffect.StopReplicas(holders, Checkpoint: false));
        }

        _effects.Add(new RunEffect.NoteInCatalog());
        Publish((p, at) => new StateChanged(p, at, state));
        RunStatus status = Status();
        Publish((p, at) => new RunEnded(p, at, status));
    }

    private void ChangeState(RunState state)
    {
        Record = Record with { State = state };
        _effects.Add(new RunEffect.Persist());
        Publish((p, at) => new StateChanged(p, at, state));
    }

    private void Publish(Func<EventPosition, DateTimeOffset, RunEvent> create) => _effects.Add(new RunEffect.Publish(create));
}
