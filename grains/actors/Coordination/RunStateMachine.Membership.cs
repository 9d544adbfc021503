using Cdarts.Contracts.Grains;

namespace Cdarts.Grains.Coordination;

/// <summary>Why a group was asked to halt at a step boundary.</summary>
internal enum HaltReason
{
    /// <summary>It was not.</summary>
    None = 0,

    /// <summary>The user wants a pause.</summary>
    Pause = 1,

    /// <summary>A replica joins or leaves.</summary>
    Regroup = 2,
}

/// <summary>
/// This part: who is there, who comes and who goes. A replica that comes back opens the run by itself while the group trains, and the group halts for it at a
/// step boundary; a replica that goes is waited for no longer than its step; one that is lost is left out until it announces itself again.
/// </summary>
internal sealed partial class RunStateMachine
{
    private readonly SortedSet<string> _candidates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (DateTimeOffset Until, int Times)> _quarantine = [];
    private readonly Dictionary<string, bool> _newcomers = [];
    private readonly HashSet<string> _refusals = [];
    private readonly HashSet<string> _reportedLost = [];
    private HaltReason _halt;
    private DateTimeOffset _joinAt;
    private int _fruitless;
    private string? _rootCause;

    /// <summary>Replicas that open the run while the group trains, and are not yet known to have done so.</summary>
    public IReadOnlyList<string> Opening => [.. _newcomers.Where(newcomer => !newcomer.Value).Select(newcomer => newcomer.Key)];

    /// <summary>A replica offers itself.</summary>
    public void Announced(ReplicaAnnouncement replica)
    {
        string name = replica.Replica;
        if (!Record.IsActive())
        {
            // It would not offer itself if the catalog knew: notes may be lost, or overtake each other.
            if (Record.Start is not null)
            {
                _effects.Add(new RunEffect.NoteInCatalog());
            }

            return;
        }

        if (_group.Contains(name) || IsQuarantined(name) || !HasThisVersion(replica))
        {
            return;
        }

        _candidates.Add(name);
        if (Record.State is RunState.Gathering or RunState.Waiting)
        {
            FormIfEnough();
        }
        else if (Record.State == RunState.Running && !_newcomers.ContainsKey(name) && Members.Count + _newcomers.Count < MostReplicas())
        {
            _newcomers[name] = false;
            _effects.Add(new RunEffect.OpenReplica(name));
        }
    }

    /// <summary>A newcomer told its status; null for no answer.</summary>
    public void NewcomerSeen(string replica, ReplicaStatus? status)
    {
        if (!_newcomers.ContainsKey(replica))
        {
            return;
        }

        switch (status?.State)
        {
            case ReplicaState.Preparing:
                break;
            case ReplicaState.Opened when HasSameData(replica, status.Resume):
                _newcomers[replica] = true;
                _joinAt = _time.GetUtcNow() + _options.JoinDebounce;
                break;
            case ReplicaState.Failed:
                Refuse(replica, $"Replica {replica} cannot join: {status.Failure}");
                break;
            default:
                _newcomers.Remove(replica);
                break;
        }
    }

    /// <summary>A replica's group is broken. Reports of other generations are void.</summary>
    public void GroupLost(GroupLossReport report)
    {
        if (report.Generation != Record.Generation || !_group.Contains(report.Replica) || !Record.IsActive())
        {
            return;
        }

        string[] lost = [.. report.Lost.Where(rank => rank >= 0 && rank < Members.Count).Select(rank => Members[rank]).Where(name => name != report.Replica)];
        bool formed = Record.State is RunState.Running or RunState.Stopping;
        foreach (string name in lost)
        {
            _candidates.Remove(name);
            _reportedLost.Add(name);
            if (!formed)
            {
                // Reachable for the coordinator but not for its peers: again and again, if it were let in at once.
                Quarantine(name);
            }
        }

        string at = report.Next is { } next ? $" at {next.ToEngine()}" : "";
        Regroup(
            lost.Length > 0
                ? $"Generation {Record.Generation} lost {string.Join(" and ", lost)}{at}: {report.Message}"
                : $"Generation {Record.Generation} broke{at}: {report.Message}");
    }

    /// <summary>A replica's silo is about to end.</summary>
    public void Leave(string replica)
    {
        _candidates.Remove(replica);
        _newcomers.Remove(replica);
        if (!_group.Contains(replica))
        {
            return;
        }

        switch (Record.State)
        {
            case RunState.Running:
                Halt(HaltReason.Regroup, checkpoint: IsLastWithItsNetwork(replica));
                break;
            case RunState.Preparing:
                BeginGeneration(expected: _candidates);
                break;
        }
    }

    /// <summary>A replica cannot go on. A report that comes after its generation still tells why it was lost.</summary>
    public void ReplicaFailed(FailureReport report)
    {
        if (report.Generation == Record.Generation && _group.Contains(report.Replica) && Record.IsActive())
        {
            Failed(report.Replica, report.Message, report.Expected, report.Shared);
        }
        else if (report.Generation < Record.Generation && Record.IsActive())
        {
            // Its peers told first that it was gone; now it is known why.
            if (report.Shared)
            {
                // Whoever has its place now will meet the same.
                Fail(report.Message, report.Expected);
            }
            else if (!_group.Contains(report.Replica))
            {
                Refuse(report.Replica, $"Replica {report.Replica} failed: {report.Message}");
            }
        }
    }

    /// <summary>Time passes: what was put off may be due.</summary>
    public void Tick()
    {
        if (!Record.IsActive())
        {
            return;
        }

        DateTimeOffset now = _time.GetUtcNow();
        if (_fenceRetry is { } retry)
        {
            if (now >= retry)
            {
                _fenceRetry = null;
                _effects.Add(new RunEffect.Fence());
                FormIfEnough();
            }
        }
        else if (Record.State is RunState.Gathering or RunState.Waiting)
        {
            FormIfEnough();
        }
        else if (Members.FirstOrDefault(member => !_cluster.IsAlive(member)) is { } dead)
        {
            _candidates.Remove(dead);
            Regroup($"Generation {Record.Generation} lost {dead}: its silo is gone.");
        }
        else if (Record.State == RunState.Running && _halt == HaltReason.None && _newcomers.Count > 0 && _newcomers.Values.All(opened => opened) && now >= _joinAt)
        {
            Halt(HaltReason.Regroup, checkpoint: false);
        }
    }

    /// <summary>Whether what a replica holds is only in a checkpoint once it has gone.</summary>
    private bool IsLastWithItsNetwork(string replica)
    {
        bool Stays(string member) => member != replica && _candidates.Contains(member);
        return Record.Layout is { } layout ? !layout.Search.Any(Stays) || !layout.Evaluation.Any(Stays) : !Members.Any(Stays);
    }

    private int MostReplicas()
    {
        int batch = Record.Start is not { Spec: { } spec } ? int.MaxValue
            : spec.Task == Contracts.Specification.RunTask.Retrain ? spec.Retrain.BatchSize : spec.Data.BatchSize;
        return Wanted.MaximumReplicas == 0 ? batch : Math.Min(batch, Wanted.MaximumReplicas);
    }

    private void Halt(HaltReason reason, bool checkpoint)
    {
        _halt = reason;
        _effects.Add(new RunEffect.YieldReplicas(_group.Members, checkpoint));
    }

    /// <summary>A replica cannot go on: where others can, they go on without it.</summary>
    private void Failed(string replica, string message, bool expected, bool shared)
    {
        if (!shared && expected && Split is not null && Members.Count == 1 && Record.State == RunState.Preparing && _group.Joining)
        {
            // It may be unable to hold both networks, which is what the layout is for.
            _needsTwo = true;
            BeginGeneration();
            Warn($"Replica {replica} cannot train both networks ({message.TrimEnd('.')}): the run waits for a second replica.");
            return;
        }

        if (shared || Members.Count <= 1)
        {
            Fail(message, expected);
            return;
        }

        _candidates.Remove(replica);
        Quarantine(replica);
        Regroup($"Replica {replica} failed: {message}");
    }

    /// <summary>Forms the group again, from what the survivors hold in memory, unless that has failed too often without a step in between.</summary>
    private void Regroup(string cause)
    {
        _rootCause ??= cause;
        if (++_fruitless > _options.RetryBudget)
        {
            Fail(
                $"The group was formed {_fruitless} times and committed no step; the first cause was: {_rootCause.TrimEnd('.')}. Look at the logs of the silos, then resume.",
                expected: true);
            return;
        }

        if (Record.Desired == DesiredState.Stopped && !_stopWithCheckpoint)
        {
            EndAs(RunState.Stopped);
            return;
        }

        BeginGeneration(expected: _candidates, after: _fruitless <= 2 ? TimeSpan.Zero : _options.RegroupPause * (1 << Math.Min(_fruitless - 3, 5)));
        Warn(cause);
    }

    private bool HasThisVersion(ReplicaAnnouncement replica)
    {
        if (replica.CodeVersion == _cluster.CodeVersion)
        {
            return true;
        }

        WarnOnce($"Replica {replica.Replica} is not taken, since it runs version {replica.CodeVersion} and this run is coordinated by version {_cluster.CodeVersion}.");
        return false;
    }

    private bool HasSameData(string replica, ReplicaResume? resume)
    {
        if (resume is null || Record.Data is null || resume.Data == Record.Data)
        {
            return true;
        }

        Refuse(replica, $"Replica {replica} is not taken, since it sees other pictures under data.path than the run began with: give every machine the same files.");
        return false;
    }

    private void Refuse(string replica, string sentence)
    {
        _candidates.Remove(replica);
        _newcomers.Remove(replica);
        Quarantine(replica);
        WarnOnce(sentence);
    }

    private void WarnOnce(string sentence)
    {
        if (_refusals.Add(sentence))
        {
            Warn(sentence);
        }
    }

    private bool IsQuarantined(string replica) => _quarantine.TryGetValue(replica, out var entry) && _time.GetUtcNow() < entry.Until;

    private void Quarantine(string replica)
    {
        int times = _quarantine.TryGetValue(replica, out var entry) ? entry.Times + 1 : 0;
        _quarantine[replica] = (_time.GetUtcNow() + (_options.Quarantine * (1 << Math.Min(times, 5))), times);
    }
}
