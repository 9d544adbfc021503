using Cdarts.Contracts.Grains;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Sessions;
using Cdarts.Grains.Coordination;
using Microsoft.Extensions.Logging;

namespace Cdarts.Grains.Replicas;

/// <summary>
/// One generation of one run on this replica: opens the session or takes it over from the generation before, joins the group, runs orders and reports their
/// ends. Commands may come from any thread and return at once; the session is touched on the training thread only, but for its stop request. This part:
/// commands and state.
/// </summary>
internal sealed partial class ReplicaRun
{
    private readonly Lock _gate = new();
    private readonly PrepareCommand _command;
    private readonly ReplicaEnvironment _environment;
    private readonly ReportOutbox _outbox;
    private readonly ProgressThrottle _progress;
    private HeldSession? _held;
    private ICollectiveSeat? _seat;
    private CollectiveGroups? _groups;
    private ReplicaStatus _status;

    /// <summary>Where the run stands here, as the last report told it; training thread only.</summary>
    private PhaseEndReport _stand = null!;
    private TaskCompletionSource? _halted;
    private volatile int _rank = -1;
    private bool _joining;
    private bool _stopRequested;
    private bool _left;
    private bool _ending;

    /// <summary>Begins to open the run; generation 0 opens it ahead of a generation.</summary>
    /// <param name="command">The run and the generation.</param>
    /// <param name="before">What worked for the same run here before; it is left, and its session taken over if <paramref name="inherit"/> says so.</param>
    /// <param name="inherit">Whether the memory of <paramref name="before"/> counts.</param>
    /// <param name="environment">The silo.</param>
    public ReplicaRun(PrepareCommand command, ReplicaRun? before, bool inherit, ReplicaEnvironment environment)
    {
        _command = command;
        _environment = environment;
        _outbox = new(environment.Grains.GetGrain<ICoordinatorGrain>(command.RunName), environment.Time, environment.Options.ReportRetry, environment.Logger);
        _progress = new(environment.Time, environment.Options.ProgressInterval, p => _outbox.Post(c => c.ReportProgress(Generation, p)));
        _status = new(ReplicaState.Preparing, command.Generation, 0, null, null);
        environment.Logs.Attach(RunFolder);
        before?.Leave($"generation {command.Generation} has begun");
        environment.Thread.Post(() => Open(before, inherit));
    }

    /// <summary>Name of the run.</summary>
    public string RunName => _command.RunName;

    /// <summary>Generation of the group.</summary>
    public long Generation => _command.Generation;

    /// <summary>Folder of the run.</summary>
    public string RunFolder => _command.Start.RunFolder;

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
            if (_status.State != ReplicaState.Prepared || _joining)
            {
                return;
            }

            _joining = true;
        }

        _environment.Thread.Post(() => Guard(() => Form(command)));
    }

    /// <summary>Runs a phase.</summary>
    public void RunPhase(PhaseOrder order) => Take(order.Order, session =>
    {
        // Also after a stop request: the ranks agree in the session on the step after which they stop.
        PhaseResult result = session.RunPhase(order.ToCommand());
        _stand = new(
            _environment.Replica, Generation, order.Order, result.Status == PhaseStatus.Stopped, result.Next.ToContract(),
            new(result.Alphas, result.AlphasDigest, _command.Start.Spec.Network.Space), result.HeldOut?.ToContract(), result.CheckpointName, null);
        return _stand;
    });

    /// <summary>Writes the results.</summary>
    public void Complete(CompleteOrder order) => Take(order.Order, session =>
    {
        RunOutcome outcome = session.Complete(order.Topology.GenotypeJson).ToContract();
        RunCursor end = new(order.Topology.Cycle, nameof(TrainingPhase.Completed), 0, 0, 0);
        return _stand with { Order = order.Order, Stopped = false, Next = end, HeldOut = null, Outcome = outcome };
    });

    /// <summary>Halts a running phase after the step in hand; the run stays open.</summary>
    public void Yield(bool checkpoint)
    {
        lock (_gate)
        {
            if (_status.State == ReplicaState.Running)
            {
                _held?.Session.RequestStop(checkpoint);
            }
        }
    }

    /// <summary>Ends the run here, after the step in hand.</summary>
    public void Stop(bool checkpoint)
    {
        lock (_gate)
        {
            _stopRequested = true;
            if (_status.State == ReplicaState.Running)
            {
                _held?.Session.RequestStop(checkpoint);
                return;
            }

            Rest();
        }

        _environment.Thread.Post(Close);
    }

    /// <summary>Ends once no phase runs here and its end, if there was one, is reported.</summary>
    public Task WhenHalted()
    {
        lock (_gate)
        {
            if (_status.State != ReplicaState.Running)
            {
                return Task.CompletedTask;
            }

            _halted ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _halted.Task;
        }
    }

    /// <summary>Leaves the generation: no more reports, and whatever it does with its peers fails soon; the state of its session stays whole.</summary>
    public void Leave(string reason)
    {
        CollectiveGroups? groups;
        ICollectiveSeat? seat;
        lock (_gate)
        {
            _left = true;
            (groups, seat) = (_groups, _seat);
            _halted?.TrySetResult();
        }

        groups?.Abort(reason);
        seat?.Abort(reason);
        _outbox.Dispose();
        _progress.Dispose();
    }

    /// <summary>The device goes to another run; reports of this one may still be on their way.</summary>
    public void Retire() => _environment.Thread.Post(Close);

    /// <summary>Leaves, and closes the session once the work in hand has ended.</summary>
    public void Abandon(string reason)
    {
        Leave(reason);
        _environment.Thread.Post(Close);
    }

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

        _environment.Thread.Post(() => Guard(() => End(work(_held!.Session))));
    }

    private void Fail(string message, bool expected, bool shared)
    {
        lock (_gate)
        {
            if (_status.State == ReplicaState.Idle)
            {
                return;
            }

            _status = _status with { State = ReplicaState.Failed, Failure = message, FailureExpected = expected, FailureShared = shared };
        }

        // Peers are told why before they find that this one is gone.
        _groups?.Abort(message);
        Close();
        FailureReport report = new(_environment.Replica, Generation, message, expected, shared);
        _outbox.Post(c => c.ReportFailure(report));
        _outbox.Then(Halted);
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

        _environment.Logs.Detach(RunFolder);
    }

    private void Halted()
    {
        lock (_gate)
        {
            _halted?.TrySetResult();
            _halted = null;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The training session of run {Run} failed")]
    private static partial void SessionFailed(ILogger logger, string run, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Run {Run}, generation {Generation}: {Message}")]
    private static partial void GroupLost(ILogger logger, string run, long generation, string message);

    [LoggerMessage(3, LogLevel.Information, "Run {Run}, generation {Generation}: rank {Rank} of {WorldSize}, the next update is {Next}")]
    private static partial void GroupJoined(ILogger logger, string run, long generation, int rank, int worldSize, Cursor next);
}
