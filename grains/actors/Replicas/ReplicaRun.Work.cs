using Cdarts.Contracts.Grains;
using Cdarts.Engine;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data.Imaging;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Layouts;
using Cdarts.Engine.Training.Sessions;
using Cdarts.Grains.Coordination;

namespace Cdarts.Grains.Replicas;

/// <summary>This part: what happens on the training thread, and what the session tells.</summary>
internal sealed partial class ReplicaRun : ISessionEvents
{
    private bool IsAhead => Generation == 0;

    /// <inheritdoc/>
    void ISessionEvents.Progress(SessionProgress progress)
    {
        if (_rank == 0)
        {
            _progress.Offer(progress.ToContract());
        }
    }

    /// <inheritdoc/>
    void ISessionEvents.Measured(int epoch, HeldOutFigures figures) => _outbox.Post(c => c.ReportMeasured(Generation, epoch, figures.ToContract()));

    /// <inheritdoc/>
    void ISessionEvents.Checkpointed(CheckpointNotice notice)
    {
        CheckpointRecord record = new(notice.Name, notice.Next.ToContract(), _environment.Time.GetUtcNow(), notice.Bytes);
        _outbox.Post(c => c.ReportCheckpoint(Generation, record));
    }

    /// <inheritdoc/>
    void ISessionEvents.Warning(string message) => _outbox.Post(c => c.ReportWarning(Generation, message));

    private void Open(ReplicaRun? before, bool inherit)
    {
        // Even when this generation has been left meanwhile: the next one asks this one for the session.
        _held = before?.Release();
        if (_held is not null && !(inherit && _held.IsOf(_command.Start)))
        {
            Close();
        }

        Guard(() =>
        {
            if (!IsAhead)
            {
                RunNonce.Verify(_command.Start.RunFolder, _command.NonceFile, _command.Nonce, _environment.Replica);
            }

            DeviceCapacity? capacity = _command.Start.Spec.WantedSplit() is null ? null : _environment.Capacity;
            if (_command.Memory == MemoryUse.Mirror && _held is { } held && !held.Session.Rewind())
            {
                CloseSession();
            }

            bool isNew = _held is null;
            _held ??= HeldSession.Open(_environment.Engine, _command.Start, _environment.Options.Device);
            _held.Events.Attach(this);
            if (IsAhead && isNew)
            {
                // The others train meanwhile, and will wait for this one's first step.
                _held.Session.Rehearse();
            }

            ReplicaResume resume = _held.Resume() with { Device = capacity };
            _stand = new(_environment.Replica, Generation, 0, false, resume.Next, resume.Alphas, null, resume.Checkpoint, null);
            ICollectiveSeat? seat = IsAhead ? null : _environment.Engine.Collectives.Open(RunName, Generation);
            lock (_gate)
            {
                _seat = seat;
                if (_status.State == ReplicaState.Preparing)
                {
                    _status = _status with { State = IsAhead ? ReplicaState.Opened : ReplicaState.Prepared, Resume = resume, Endpoint = seat?.Endpoint };
                }
            }
        });
    }

    private void Form(JoinCommand command)
    {
        GroupSpec spec = new(
            RunName, Generation, command.Rank, command.Endpoints, Convert.FromBase64String(command.Secret), command.SearchRanks, command.EvaluationRanks);
        CollectiveGroups groups = _seat!.Form(spec, _environment.Options.FormationDeadline);
        bool left;
        lock (_gate)
        {
            _groups = groups;
            left = _left;
        }

        if (left)
        {
            groups.Abort("the generation was left while it was formed");
        }

        _held!.Session.Join(new SessionGroup(groups, Generation, command.Source)
        {
            Roles = command.SearchRanks is null ? null : ReplicaRoles.Of(spec),
            EvaluationSource = command.EvaluationSource,
            VoteSource = command.VoteSource,
        });
        ReplicaResume resume = _held.Resume();
        _stand = _stand with { Next = resume.Next, Alphas = resume.Alphas };
        _rank = command.Rank;
        lock (_gate)
        {
            if (_status.State == ReplicaState.Prepared)
            {
                _status = _status with { State = ReplicaState.Formed, Resume = resume };
            }
        }

        GroupJoined(_environment.Logger, RunName, Generation, command.Rank, command.Endpoints.Count, resume.Next.ToEngine());

        // Between two orders no call is in hand that would find out.
        groups.World.Faulted.Register(() => _environment.Thread.Post(() => Guard(RequireGroup)));
    }

    private void RequireGroup()
    {
        if (Status.State == ReplicaState.Formed)
        {
            _groups?.World.Barrier();
        }
    }

    private void End(PhaseEndReport report)
    {
        bool last = report.Outcome is not null;
        _progress.Flush();
        lock (_gate)
        {
            last |= _stopRequested;
            _ending = last;
            if (!last)
            {
                // Before the report, since the coordinator may answer it with the next order.
                _status = _status with { State = ReplicaState.Formed };
            }
        }

        if (last)
        {
            // Not the groups: a peer may still be in its last call, and must not find this one gone. They end with the coordinator's word, or the next run.
            CloseSession();
        }

        _outbox.Post(c => c.ReportPhaseEnded(report));
        if (last)
        {
            _outbox.Then(Rest);
        }

        _outbox.Then(Halted);
    }

    private void Guard(Action work)
    {
        lock (_gate)
        {
            if (_left || _status.State is ReplicaState.Idle or ReplicaState.Failed)
            {
                return;
            }
        }

        try
        {
            work();
        }
        catch (CollectiveException e)
        {
            LoseGroup(e);
        }
        catch (CdartsException e)
        {
            Fail(e.Message, expected: true, shared: e is NonFiniteLossException or ReplicasDriftedException or BadPictureException);
        }
        catch (Exception e)
        {
            SessionFailed(_environment.Logger, RunName, e);
            Fail($"{e.GetType().Name}: {e.Message}", expected: false, shared: false);
        }
    }

    /// <summary>The group is broken. The session's state is that of the last committed update and waits for the next generation.</summary>
    private void LoseGroup(CollectiveException broken)
    {
        GroupLost(_environment.Logger, RunName, Generation, broken.Message);
        if (_held is { Session.IsWhole: false })
        {
            Close();
        }

        RunCursor? next = _held?.Session.ResumePoint.Next.ToContract();
        lock (_gate)
        {
            if (_left || _status.State == ReplicaState.Idle)
            {
                return;
            }

            _status = _status with { State = ReplicaState.Alone, Failure = broken.Message };
        }

        // At once, so that peers that wait for this one need not find out by themselves.
        _groups?.Abort(broken.Message);
        GroupLossReport report = new(_environment.Replica, Generation, broken.Lost, broken.Message, next);
        _outbox.Post(c => c.ReportGroupLost(report));
        _outbox.Then(Halted);
    }

    /// <summary>Gives the session away, to the next generation; null if there is none that is whole.</summary>
    private HeldSession? Release()
    {
        HeldSession? held = _held;
        _held = null;
        Close();
        held?.Events.Attach(null);
        if (held is { Session.IsWhole: false })
        {
            Dispose(held);
            return null;
        }

        return held;
    }

    private void Close()
    {
        CollectiveGroups? groups;
        ICollectiveSeat? seat;
        lock (_gate)
        {
            (groups, seat) = (_groups, _seat);
            (_groups, _seat) = (null, null);
        }

        CloseSession();
        Dispose(groups);
        Dispose(seat);
    }

    private void CloseSession()
    {
        HeldSession? held;
        lock (_gate)
        {
            held = _held;
            _held = null;
        }

        Dispose(held);
    }

    private void Dispose(IDisposable? owned)
    {
        try
        {
            owned?.Dispose();
        }
        catch (Exception e)
        {
            SessionFailed(_environment.Logger, RunName, e);
        }
    }
}
