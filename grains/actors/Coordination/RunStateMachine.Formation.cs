using Cdarts.Contracts.Grains;

namespace Cdarts.Grains.Coordination;

/// <summary>This part: from the first announcement of a replica to a formed group.</summary>
internal sealed partial class RunStateMachine
{
    /// <summary>A replica offers itself.</summary>
    public void Announced(ReplicaAnnouncement replica)
    {
        if (!Record.IsActive())
        {
            return;
        }

        _candidates.Add(replica.Replica);
        if (Record.State == RunState.Gathering)
        {
            FormIfEnough();
        }
    }

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
            BeginGeneration();
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
        if (!Record.IsActive() || Record.State == RunState.Gathering || !_group.Contains(replica))
        {
            return;
        }

        if (status.Generation > Record.Generation)
        {
            // Either storage forgot generations, or this coordinator has been replaced: then the write of the next generation fails and ends it.
            BeginGeneration(status.Generation);
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
            Fail(status.Failure ?? $"Replica {replica} failed without a reason.", status.FailureExpected);
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

    private void BeginGeneration(long seen = 0)
    {
        Record = Record with
        {
            Generation = Math.Max(Record.Generation, seen) + 1,
            State = RunState.Gathering,
            Members = [],
        };
        _group = new([]);
        _progress = null;
        _effects.Clear();
        _effects.Add(new RunEffect.Fence());
        _effects.Add(new RunEffect.NoteInCatalog());
        Publish((p, at) => new Contracts.Events.StateChanged(p, at, RunState.Gathering));
        FormIfEnough();
    }

    private void FormIfEnough()
    {
        if (_candidates.Count < _minimumReplicas)
        {
            return;
        }

        _group = new(_candidates);
        Record = Record with { Members = _group.Members };
        ChangeState(RunState.Preparing);
        _effects.Add(new RunEffect.Prepare(_group.Members));
    }

    private void FormationSeen(string replica, ReplicaStatus status)
    {
        if (status is { State: ReplicaState.Prepared or ReplicaState.Formed, Resume: { } resume })
        {
            _group.Prepared(replica, resume);
        }

        if (status.State == ReplicaState.Formed)
        {
            _group.Formed(replica);
        }

        if (_group.AllFormed)
        {
            Begin(_group.ResumePoints[0].Resume);
        }
        else if (_group.Joining && status.State == ReplicaState.Prepared)
        {
            // The request to join did not arrive; replicas take a repeated one once.
            _effects.Add(new RunEffect.Join([replica]));
        }
        else if (_group.AllPrepared && !_group.Joining && Agree())
        {
            Join(_group.ResumePoints[0].Resume);
        }
    }

    private void Join(ReplicaResume resume)
    {
        _group.Joining = true;
        Record = Record with { Cursor = resume.Next, Topology = resume.Topology, EvaluationNetwork = null };
        foreach (string warning in resume.Warnings)
        {
            Warn(warning);
        }

        _effects.Add(new RunEffect.Persist());
        _effects.Add(new RunEffect.Rebuild(resume));
        _effects.Add(new RunEffect.Join(_group.Members));
    }

    /// <summary>All replicas must resume from the same point, of a generation before this one.</summary>
    private bool Agree()
    {
        var points = _group.ResumePoints;
        var (leader, best) = points.MaxBy(p => (p.Resume.Generation, p.Resume.Next.ToEngine()));
        foreach (var (replica, resume) in points)
        {
            if (resume.Next != best.Next || resume.Alphas.Digest != best.Alphas.Digest)
            {
                Fail(
                    $"Replica {replica} would go on at {resume.Next.ToEngine()}, but {leader} at {best.Next.ToEngine()}: "
                    + "give every silo the same run folder with the same checkpoints, then resume.",
                    expected: true);
                return false;
            }
        }

        if (best.Generation >= Record.Generation)
        {
            BeginGeneration(best.Generation);
            return false;
        }

        return true;
    }

    private void Lost(string replica)
    {
        if (Record.State == RunState.Stopping)
        {
            _group.Closed(replica);
            EndIfStopped();
            return;
        }

        BeginGeneration();
        Warn($"Replica {replica} lost its part of the run; the group is formed again from the newest checkpoint.");
    }
}
