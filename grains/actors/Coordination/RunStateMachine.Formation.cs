using System.Security.Cryptography;
using Cdarts.Contracts.Grains;
using Cdarts.Engine.Training;

namespace Cdarts.Grains.Coordination;

/// <summary>This part: from a new generation to a formed group.</summary>
internal sealed partial class RunStateMachine
{
    private IReadOnlyCollection<string>? _expected;
    private DateTimeOffset _gatherUntil;
    private DateTimeOffset _notBefore;
    private DateTimeOffset? _fenceRetry;
    private string _secret = "";
    private MemoryUse _memory;
    private bool _waitedForHolders;
    private bool _needsTwo;

    /// <summary>The replicas answered to Prepare; null stands for no answer.</summary>
    public void PrepareAnswered(long generation, IReadOnlyList<(string Replica, ReplicaStatus? Status)> answers)
    {
        if (generation != Record.Generation || Record.State != RunState.Preparing)
        {
            return;
        }

        // Who is missing comes back by announcing itself; until then it is left out, so that a dead replica does not hold the others up.
        string[] missing = [.. answers.Where(a => a.Status is null or { State: ReplicaState.Busy }).Select(a => a.Replica)];
        _candidates.ExceptWith(missing);
        if (missing.Length == 0)
        {
            foreach (var (replica, status) in answers)
            {
                if (status!.Generation == generation)
                {
                    _group.Answered(replica);
                }

                StatusSeen(replica, status);
            }
        }
        else if (answers.All(a => a.Status is { State: ReplicaState.Busy }))
        {
            _group = new([]);
            Record = Record with { Members = [] };
            ChangeState(RunState.Gathering);
        }
        else
        {
            // Someone holds, or may hold, a rank of this generation that it will not have.
            BeginGeneration(expected: _candidates);
        }
    }

    /// <summary>A replica answered to an order or a request to join.</summary>
    public void CommandAnswered(string replica, ReplicaStatus status)
    {
        // Lost orders are given again at the next poll, not in a loop with a replica that cannot take them.
        if (status.State is not (ReplicaState.Prepared or ReplicaState.Idle))
        {
            StatusSeen(replica, status);
        }
    }

    /// <summary>A replica told its status.</summary>
    public void StatusSeen(string replica, ReplicaStatus status)
    {
        if (!Record.IsActive() || Record.State is RunState.Gathering or RunState.Waiting || !_group.Contains(replica))
        {
            return;
        }

        if (status.Generation > Record.Generation)
        {
            // Either storage forgot generations, or this coordinator has been replaced: then the write of the next generation fails and ends it.
            BeginGeneration(status.Generation, expected: _candidates);
        }
        else if (status.Generation < Record.Generation)
        {
            if (_group.HasAnswered(replica))
            {
                Lost(replica);
            }
        }
        else if (status.State == ReplicaState.Failed)
        {
            Failed(replica, status.Failure ?? $"Replica {replica} failed without a reason.", status.FailureExpected, status.FailureShared);
        }
        else if (status.State == ReplicaState.Alone)
        {
            // Its report tells more, and is on its way; this is for the case that it was lost.
            Regroup($"Generation {Record.Generation} broke: {status.Failure}");
        }
        else if (Record.State == RunState.Preparing)
        {
            FormationSeen(replica, status);
        }
        else
        {
            TrainingSeen(replica, status);
        }
    }

    /// <summary>The network grains know the evaluation network in use, after a rebuild.</summary>
    public void NetworkKnown(EvaluationNetworkDescription? network) => Record = Record with { EvaluationNetwork = network };

    /// <summary>Storage did not take the new generation: nothing may be commanded under it until it does.</summary>
    public void FenceFailed(string message)
    {
        _effects.Clear();
        _fenceRetry = _time.GetUtcNow() + _options.FenceRetry;
        _group = new([]);
        Record = Record with { Members = [] };
        WaitFor(message);
    }

    /// <summary>Begins the next generation.</summary>
    /// <param name="seen">Highest generation seen elsewhere.</param>
    /// <param name="expected">Replicas that the group is formed with as soon as they are there; null for all silos of the cluster.</param>
    /// <param name="after">Pause before the group is formed.</param>
    /// <param name="memory">What counts of the states that replicas hold in memory.</param>
    /// <param name="patience">How long those that are expected are waited for; null for as long as ever.</param>
    private void BeginGeneration(
        long seen = 0, IEnumerable<string>? expected = null, TimeSpan after = default, MemoryUse memory = MemoryUse.Kept, TimeSpan? patience = null)
    {
        DateTimeOffset now = _time.GetUtcNow();
        Record = Record with
        {
            Generation = Math.Max(Record.Generation, seen) + 1,
            State = RunState.Gathering,
            Members = [],
        };
        _group = new([]);
        _memory = memory;
        _progress = null;
        _secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        _expected = expected is null ? null : [.. expected];
        (_notBefore, _gatherUntil) = (now + after, now + after + (patience ?? _options.GatherWindow));
        (_halt, _reason, _fenceRetry) = (HaltReason.None, null, null);
        _newcomers.Clear();
        _effects.Clear();
        _effects.Add(new RunEffect.Fence());
        _effects.Add(new RunEffect.NoteInCatalog());
        Publish((p, at) => new Contracts.Events.StateChanged(p, at, RunState.Gathering));
        FormIfEnough();
    }

    private void FormIfEnough()
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (_fenceRetry is not null || now < _notBefore)
        {
            return;
        }

        int wanted = Math.Max(Math.Max(_options.MinimumReplicas, Wanted.MinimumReplicas), _needsTwo ? 2 : 1);
        if (_candidates.Count < wanted)
        {
            if (now >= _gatherUntil)
            {
                WaitFor($"The run waits for replicas: it needs {wanted}, and {(_candidates.Count == 0 ? "none has" : $"{_candidates.Count} have")} announced themselves.");
            }

            return;
        }

        bool complete = _expected is { Count: > 0 } expected ? expected.All(_candidates.Contains) : _candidates.Count >= _cluster.ActiveSilos;
        if (!complete && now < _gatherUntil)
        {
            return;
        }

        _reason = null;
        // Who has trained before newcomers, since it holds the state, or a network that nobody else may hold.
        _group = new(_candidates.OrderBy(candidate => Record.Trained.Contains(candidate) ? 0 : 1).Take(MostReplicas()));
        Record = Record with { Members = _group.Members };
        ChangeState(RunState.Preparing);
        _effects.Add(new RunEffect.Prepare(_group.Members, _memory));
    }

    private void WaitFor(string reason)
    {
        if (Record.State != RunState.Waiting || _reason != reason)
        {
            _reason = reason;
            ChangeState(RunState.Waiting);
        }
    }

    private void FormationSeen(string replica, ReplicaStatus status)
    {
        if (status is { State: ReplicaState.Prepared or ReplicaState.Formed, Resume: { } resume, Endpoint: { } endpoint })
        {
            _group.Prepared(replica, resume, endpoint);
        }

        if (status.State == ReplicaState.Formed)
        {
            _group.Formed(replica);
        }

        if (_group.AllFormed)
        {
            Begin(_group.Resume!);
        }
        else if (_group.Joining && status.State == ReplicaState.Prepared)
        {
            // The request to join may not have arrived; replicas take a repeated one once.
            _effects.Add(new RunEffect.Join([replica], _secret));
        }
        else if (_group.AllPrepared && !_group.Joining && Agree())
        {
            Join(_group.Resume!);
        }
    }

    private void Join(ReplicaResume resume)
    {
        _group.Joining = true;
        Record = Record with
        {
            Cursor = resume.Next, Topology = resume.Topology, EvaluationNetwork = null, Members = _group.Members, Layout = _group.Layout, Data = resume.Data,
            Trained = _group.Members,
        };
        foreach (string warning in resume.Warnings)
        {
            Warn(warning);
        }

        _effects.Add(new RunEffect.Persist());
        _effects.Add(new RunEffect.Rebuild(resume));
        _effects.Add(new RunEffect.Join(_group.Members, _secret));
    }

    /// <summary>
    /// Chooses whose state counts, and gives ranks and roles. All must see the same pictures, none may know of a later generation, and both networks must be there.
    /// </summary>
    private bool Agree()
    {
        StateChoice choice = _group.Choose(Split, Record.Start?.Spec.Data.BatchSize ?? 1);
        ReplicaResume best = choice.Resume;
        string data = Record.Data ?? best.Data;
        string[] others = [.. _group.ResumePoints.Where(point => point.Resume.Data != data).Select(point => point.Replica)];
        if (others.Length > 0)
        {
            if (others.Length == Members.Count)
            {
                Fail("The replicas see other pictures under data.path than the run began with: put the original files back, then resume.", expected: true);
                return false;
            }

            foreach (string other in others)
            {
                Refuse(other, $"Replica {other} is not taken, since it sees other pictures under data.path than the others: give every machine the same files.");
            }

            BeginGeneration(expected: _candidates);
            return false;
        }

        if (_group.ResumePoints.Max(point => point.Resume.Generation) is long seen && seen >= Record.Generation)
        {
            BeginGeneration(seen, expected: _candidates);
            return false;
        }

        if (!choice.IsWhole)
        {
            GoBack(choice);
            return false;
        }

        return true;
    }

    /// <summary>
    /// No replica at hand holds one of the networks, and what the others hold is of no use without it. One that holds it and may only be late is waited for; then all go back
    /// to the newest whole state, a checkpoint or a copy in memory.
    /// </summary>
    private void GoBack(StateChoice choice)
    {
        (string lost, IReadOnlyList<string> held) = choice.Search is null ? ("search", Record.Layout?.Search ?? []) : ("evaluation", Record.Layout?.Evaluation ?? []);
        string[] late = [.. held.Where(replica => !_group.Contains(replica) && !_reportedLost.Contains(replica) && _cluster.IsAlive(replica))];
        if (late.Length > 0 && !_waitedForHolders)
        {
            _waitedForHolders = true;
            BeginGeneration(expected: _candidates.Union(late), patience: _options.HolderPatience);
            return;
        }

        Cursor? checkpoint = Record.Checkpoint?.Next.ToEngine();
        Cursor? mirror = _group.ResumePoints.Where(point => point.Resume.Lineage == choice.Resume.Lineage).Max(point => point.Resume.Mirror?.ToEngine());
        bool useMirror = mirror is { } copy && (checkpoint is not { } older || copy.CompareTo(older) > 0);
        string to = useMirror ? $"a copy in memory, {mirror}" : checkpoint is { } durable ? $"its last checkpoint, {durable}" : "its newest checkpoint, or its beginning";
        BeginGeneration(expected: _candidates, memory: useMirror ? MemoryUse.Mirror : MemoryUse.Forgotten);
        Warn($"No replica of the {lost} network is left: the run goes back to {to}.");
    }

    private void Lost(string replica)
    {
        if (Record.State == RunState.Stopping)
        {
            _group.Closed(replica);
            EndIfStopped();
            return;
        }

        _candidates.Remove(replica);
        Regroup($"Replica {replica} lost its part of the run; the group is formed again without it.");
    }
}
