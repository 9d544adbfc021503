using System.Globalization;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Layouts;
using Cdarts.Engine.Training.Sessions;

namespace Cdarts.Grains.Tests.Fakes;

/// <summary>A session without tensors: moves the cursor, changes one alpha, "writes" checkpoints into its <see cref="FakeRun"/>.</summary>
internal sealed class FakeSession : ISearchSession
{
    private readonly FakeRun _run;
    private readonly ISessionEvents _events;
    private readonly ManualResetEventSlim _stop = new(false);
    private FakeCheckpoint _state;
    private FakeCollective? _group;
    private long _generation;
    private ReplicaRole _role;
    private volatile bool _checkpointAtStop;

    public FakeSession(FakeRun run, SessionOptions options, ISessionEvents events)
    {
        _run = run;
        _events = events;
        _state = run.NewestCheckpoint(options.Retrain);
        _generation = _state.Generation;
        lock (run)
        {
            run.OpenSessions++;
            run.AllClosed.Reset();
        }

        run.Journal.Enqueue("open");
    }

    public ResumePoint ResumePoint => new(
        _state.Next, [_state.Alpha], Digest, _state.TopologyJson, _state.History, _state.Name, _generation, _group is null ? _state.Warnings : [], _generation, _run.Data)
    {
        Role = _role,
    };

    public bool IsWhole => true;

    private int Rank => _group?.Rank ?? 0;

    public void Rehearse() => Note("rehearse");

    public bool Rewind()
    {
        Note("rewind");
        return false;
    }

    public void Join(SessionGroup group)
    {
        _group = (FakeCollective)group.Groups.World;
        _generation = group.Generation;
        _role = group.Roles?[_group.Rank] ?? ReplicaRole.Together;
        _stop.Reset();
        Note($"join g{group.Generation} world{_group.WorldSize}{(group.Roles is null ? "" : $" {_role}")}{(group.Source is { } from ? $" from {from}" : "")}");
        if (group.Source is { } source)
        {
            _state = (FakeCheckpoint)_group.Hand(_state, source);
        }
    }

    private string Digest => "d" + _state.Alpha.ToString(CultureInfo.InvariantCulture);

    public PhaseResult RunPhase(PhaseCommand command)
    {
        Note($"{command.Phase} {command.Cycle} {command.TopologyJson}".TrimEnd());
        if (_run.FailAt(command, Rank) is { } failure)
        {
            throw failure;
        }

        if (command.TopologyJson is { } json && _state.History.All(t => t.Cycle != command.Cycle))
        {
            _state = _state with { TopologyJson = json, History = [.. _state.History, new(command.Cycle, json, command.AlphasDigest!)] };
        }

        Progress(command);
        if (_run.Gate == (command.Phase, command.Cycle))
        {
            _run.GateReached.TrySetResult();
            WaitHandle.WaitAny([_run.GateOpen.WaitHandle, _stop.WaitHandle, _group!.Faulted.WaitHandle]);
            _group.RequireWhole();
        }

        if (_stop.IsSet)
        {
            _state = _state with { Next = new(command.Cycle, command.Phase, 0, 1, 0) };
            if (_checkpointAtStop)
            {
                Checkpoint();
            }

            return Result(PhaseStatus.Stopped, null);
        }

        if (command.Phase == TrainingPhase.Retrain && Rank == 0)
        {
            _events.Measured(0, new(0.75, 1.25, 50));
        }

        double drift = _run.DriftingRank == Rank ? 0.5 : 0;
        _state = _state with { Alpha = _state.Alpha + 1 + drift, Next = After(command) };
        Checkpoint();
        return Result(PhaseStatus.Completed, command.Phase == TrainingPhase.Joint ? new(0.25 + command.Cycle, 1.5, 100) : null);
    }

    public RunResult Complete(string genotypeJson)
    {
        Note($"Complete {genotypeJson}");
        return new(genotypeJson, new(0.5, 1, 100), _state.TopologyJson!, 10, 20, new Dictionary<string, int> { ["sep_conv_3x3"] = 8 }, ["cycles/a.svg"]);
    }

    public void RequestStop(bool checkpoint)
    {
        _checkpointAtStop = checkpoint;
        _stop.Set();
    }

    public void Dispose()
    {
        Note("close");
        lock (_run)
        {
            if (--_run.OpenSessions == 0)
            {
                _run.AllClosed.Set();
            }
        }
    }

    private Cursor After(PhaseCommand command) => command.Phase switch
    {
        TrainingPhase.SearchWarmup => new(0, TrainingPhase.DeriveTopology, 0, 0, 0),
        TrainingPhase.Retrain => new(0, TrainingPhase.Retrain, 1, 0, 0),
        TrainingPhase.EvaluationWarmup => new(command.Cycle, TrainingPhase.Joint, 0, 0, 0),
        _ when command.Cycle + 1 < _run.Cycles => new(command.Cycle + 1, TrainingPhase.DeriveTopology, 0, 0, 0),
        _ => new(_run.Cycles, TrainingPhase.Completed, 0, 0, 0),
    };

    private void Checkpoint()
    {
        string name = $"g{_generation}-{_state.Next.Cycle}-{_state.Next.Phase}-{_state.Next.Step}";
        _state = _state with { Generation = _generation, Name = name, Warnings = [] };
        _run.Checkpoints[Rank] = _state;
        _events.Checkpointed(new(name, _generation, _state.Next, 1000));
    }

    private PhaseResult Result(PhaseStatus status, HeldOutFigures? heldOut) =>
        new(status, _state.Next, [_state.Alpha], Digest, heldOut, _state.Name);

    private void Progress(PhaseCommand command) => _events.Progress(
        new(new(command.Cycle, command.Phase, 0, 0, 0), _run.Cycles, 1, 1, 1, 10, 2.3, null, null, null, 0.1, null, 100, 0.01));

    private void Note(string what)
    {
        _run.Journal.Enqueue(_group is null or { WorldSize: 1 } ? what : $"{Rank}: {what}");
        _run.Threads.Enqueue($"{Thread.CurrentThread.Name}#{Environment.CurrentManagedThreadId}");
    }
}
