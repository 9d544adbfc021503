using Cdarts.Contracts.Grains;
using Cdarts.Engine;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Sessions;
using Cdarts.Grains.Coordination;
using Cdarts.Grains.Hosting;
using Microsoft.Extensions.Logging;

namespace Cdarts.Grains.Replicas;

/// <summary>
/// One generation of one run on this replica: opens the session, runs orders and reports their ends. Commands may come from any thread and return at
/// once; the session is touched on the training thread only, but for its stop request.
/// </summary>
internal sealed partial class ReplicaRun : ISessionEvents
{
    private readonly Lock _gate = new();
    private readonly PrepareCommand _command;
    private readonly string _replica;
    private readonly string _device;
    private readonly EngineServices _engine;
    private readonly TrainingThread _thread;
    private readonly TimeProvider _time;
    private readonly ReportOutbox _outbox;
    private readonly ProgressThrottle _progress;
    private readonly ILogger _logger;
    private ISearchSession? _session;
    private ReplicaStatus _status;

    /// <summary>Where the run stands here, as the last report told it; training thread only.</summary>
    private PhaseEndReport _stand = null!;
    private bool _stopRequested;
    private bool _abandoned;
    private bool _ending;

    /// <summary>Begins to open the run.</summary>
    public ReplicaRun(
        PrepareCommand command, string replica, ReplicaHostOptions options, EngineServices engine, TrainingThread thread, ICoordinatorGrain coordinator,
        TimeProvider time, ILogger logger)
    {
        _command = command;
        _replica = replica;
        _device = options.Device;
        _engine = engine;
        _thread = thread;
        _time = time;
        _logger = logger;
        _outbox = new(coordinator, time, options.ReportRetry, logger);
        _progress = new(time, options.ProgressInterval, p => _outbox.Post(c => c.ReportProgress(Generation, p)));
        _status = new(ReplicaState.Preparing, command.Generation, 0, null, null);
        thread.Post(Open);
    }

    /// <summary>Name of the run.</summary>
    public string RunName => _command.RunName;

    /// <summary>Generation of the group.</summary>
    public long Generation => _command.Generation;

    /// <summary>What the replica is doing.</summary>
    public ReplicaStatus Status
    {
        get
        {
            lock (_gate)
            {
                return _status;
            }
        }
    }

    /// <summary>True when nothing but reports is left to do for the run; the device is free for another one.</summary>
    public bool IsOver
    {
        get
        {
            lock (_gate)
            {
                return _ending || _status.State is ReplicaState.Idle or ReplicaState.Failed;
            }
        }
    }

    /// <summary>Takes the place in the group.</summary>
    public void Join(JoinCommand command)
    {
        lock (_gate)
        {
            if (_status.State != ReplicaState.Prepared)
            {
                return;
            }

            if (command.Rank == _command.Rank && command.WorldSize == _command.WorldSize)
            {
                _status = _status with { State = ReplicaState.Formed };
                return;
            }
        }

        _thread.Post(() => Fail($"Replica {_replica} was prepared as rank {_command.Rank} but shall join as rank {command.Rank}.", expected: false));
    }

    /// <summary>Runs a phase.</summary>
    public void RunPhase(PhaseOrder order) => Take(order.Order, session =>
    {
        // Also after a stop request: the ranks agree in the session on the step after which they stop.
        PhaseResult result = session.RunPhase(order.ToCommand());
        _stand = new(
            _replica, Generation, order.Order, result.Status == PhaseStatus.Stopped, result.Next.ToContract(), new(result.Alphas, result.AlphasDigest, _command.Start.Spec.Network.Space),
            result.HeldOut?.ToContract(), result.CheckpointName, null);
        return _stand;
    });

    /// <summary>Writes the results.</summary>
    public void Complete(CompleteOrder order) => Take(order.Order, session =>
    {
        RunOutcome outcome = session.Complete(order.Topology.GenotypeJson).ToContract();
        RunCursor end = new(order.Topology.Cycle, nameof(TrainingPhase.Completed), 0, 0, 0);
        return _stand with { Order = order.Order, Next = end, HeldOut = null, Outcome = outcome };
    });

    /// <summary>Ends the run here, after the step in hand.</summary>
    public void Stop(bool checkpoint)
    {
        lock (_gate)
        {
            _stopRequested = true;
            if (_status.State == ReplicaState.Running)
            {
                _session?.RequestStop(checkpoint);
                return;
            }

            Rest();
        }

        _thread.Post(CloseSession);
    }

    /// <summary>Leaves the generation: no more reports, and the step in hand is the last one.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _abandoned = true;
            _session?.RequestStop(checkpoint: false);
        }

        _outbox.Dispose();
        _progress.Dispose();
        _thread.Post(CloseSession);
    }

    /// <inheritdoc/>
    void ISessionEvents.Progress(SessionProgress progress)
    {
        if (_command.Rank == 0)
        {
            _progress.Offer(progress.ToContract());
        }
    }

    /// <inheritdoc/>
    void ISessionEvents.Measured(int epoch, HeldOutFigures figures) => _outbox.Post(c => c.ReportMeasured(Generation, epoch, figures.ToContract()));

    /// <inheritdoc/>
    void ISessionEvents.Checkpointed(CheckpointNotice notice)
    {
        if (_command.Rank == 0)
        {
            CheckpointRecord record = new(notice.Name, notice.Next.ToContract(), _time.GetUtcNow(), notice.Bytes);
            _outbox.Post(c => c.ReportCheckpoint(Generation, record));
        }
    }

    /// <inheritdoc/>
    void ISessionEvents.Warning(string message) => _outbox.Post(c => c.ReportWarning(Generation, message));

    private void Open() => Guard(() =>
    {
        RunNonce.Verify(_command.Start.RunFolder, _command.NonceFile, _command.Nonce, _replica);
        var settings = _engine.Settings.ToSettings(_command.Start.Spec) with { Device = _device };
        SessionOptions options = new(
            settings, _command.Start.RunFolder, Generation, _command.Start.SpecHash, _command.Rank, _command.WorldSize,
            _engine.Settings.ToRetrainPlan(_command.Start.Spec));
        ISearchSession session = _engine.Sessions.Open(options, this);
        ReplicaResume resume = session.ResumePoint.ToContract(_command.Start.Spec.Network.Space);
        _stand = new(_replica, Generation, 0, false, resume.Next, resume.Alphas, null, resume.Checkpoint, null);
        lock (_gate)
        {
            _session = session;
            if (_status.State == ReplicaState.Preparing)
            {
                _status = _status with { State = ReplicaState.Prepared, Resume = resume };
            }
        }
    });

    private void Take(int order, Func<ISearchSession, PhaseEndReport> work)
    {
        lock (_gate)
        {
            if (_status.State != ReplicaState.Formed || order <= _status.Order || _stopRequested)
            {
                return;
            }

            _status = _status with { State = ReplicaState.Running, Order = order };
        }

        _thread.Post(() => Guard(() => End(work(_session!))));
    }

    private void End(PhaseEndReport report)
    {
        bool last = report.Stopped || report.Outcome is not null;
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
            CloseSession();
        }

        _outbox.Post(c => c.ReportPhaseEnded(report));
        if (last)
        {
            _outbox.Then(Rest);
        }
    }

    private void Guard(Action work)
    {
        lock (_gate)
        {
            if (_abandoned || _status.State is ReplicaState.Idle or ReplicaState.Failed)
            {
                return;
            }
        }

        try
        {
            work();
        }
        catch (CdartsException e)
        {
            Fail(e.Message, expected: true);
        }
        catch (Exception e)
        {
            SessionFailed(_logger, _command.RunName, e);
            Fail($"{e.GetType().Name}: {e.Message}", expected: false);
        }
    }

    private void Fail(string message, bool expected)
    {
        CloseSession();
        lock (_gate)
        {
            if (_status.State == ReplicaState.Idle)
            {
                return;
            }

            _status = _status with { State = ReplicaState.Failed, Failure = message, FailureExpected = expected };
        }

        FailureReport report = new(_replica, Generation, message, expected);
        _outbox.Post(c => c.ReportFailure(report));
    }

    private void CloseSession()
    {
        ISearchSession? session;
        lock (_gate)
        {
            session = _session;
            _session = null;
        }

        try
        {
            session?.Dispose();
        }
        catch (Exception e)
        {
            SessionFailed(_logger, _command.RunName, e);
        }
    }

    private void Rest()
    {
        lock (_gate)
        {
            if (_status.State != ReplicaState.Failed)
            {
                _status = _status with { State = ReplicaState.Idle };
            }
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The training session of run {Run} failed")]
    private static partial void SessionFailed(ILogger logger, string run, Exception exception);
}
