using Cdarts.Contracts.Grains;
using Cdarts.Grains.Hosting;
using Cdarts.Grains.Placement;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cdarts.Grains.Replicas;

/// <summary>
/// A silo's part in training: one device, one training thread, at most one run at a time. Lives as long as the silo, whatever becomes of the grain in
/// front of it. Thread-safe; every member returns at once.
/// </summary>
internal sealed partial class ReplicaHost : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _generations = [];
    private readonly ReplicaEnvironment _environment;
    private readonly ILogger<ReplicaHost> _logger;
    private ReplicaRun? _run;
    private volatile bool _leaving;

    /// <summary>Creates the host and its thread.</summary>
    public ReplicaHost(
        EngineServices engine, IGrainFactory grains, ILocalSiloDetails silo, TimeProvider time, IOptions<ReplicaHostOptions> options, IRunLogs logs,
        ILogger<ReplicaHost> logger)
    {
        _logger = logger;
        TrainingThread thread = new($"cdarts training {options.Value.Device}", options.Value.ShutdownPatience);
        _environment = new(ReplicaKey.Of(silo.Name, options.Value.Device), options.Value, engine, thread, grains, logs, time, logger);
    }

    /// <summary>Key of the grain in front of this host.</summary>
    public string Key => _environment.Replica;

    /// <summary>Device.</summary>
    public string Device => _environment.Options.Device;

    /// <summary>The run that it works for, and its generation; null when it is free.</summary>
    public (string Run, long Generation)? Work
    {
        get
        {
            lock (_gate)
            {
                return _run is { IsOver: false } run ? (run.RunName, run.Generation) : null;
            }
        }
    }

    /// <summary>False while the device works for another run, and when the silo is about to end.</summary>
    public bool IsFreeFor(string runName)
    {
        lock (_gate)
        {
            return !_leaving && (_run is null || _run.IsOver || _run.RunName == runName);
        }
    }

    /// <summary>What the replica is doing for a run.</summary>
    public ReplicaStatus Status(string runName)
    {
        lock (_gate)
        {
            return _run is { } run && run.RunName == runName ? run.Status : new(ReplicaState.Idle, 0, 0, null, null);
        }
    }

    /// <summary>Opens a run ahead of a generation. What was trained here in a group that went on without this replica does not count any more.</summary>
    public ReplicaStatus Open(string runName, StartCommand start)
    {
        lock (_gate)
        {
            if (!IsFreeFor(runName))
            {
                return new(ReplicaState.Busy, 0, 0, null, null);
            }

            bool opens = _run?.RunName == runName && _run.Status.State is ReplicaState.Opened or ReplicaState.Preparing;
            if (!opens)
            {
                _run = new(new(runName, 0, start, "", ""), Before(runName), inherit: false, _environment);
            }

            return _run!.Status;
        }
    }

    /// <summary>Opens a run, after ending what an older generation of it does here.</summary>
    public ReplicaStatus Prepare(PrepareCommand command)
    {
        lock (_gate)
        {
            long known = _generations.GetValueOrDefault(command.RunName);
            if (command.Generation < known)
            {
                return new(ReplicaState.RefusedGeneration, known, 0, null, null);
            }

            if (!IsFreeFor(command.RunName))
            {
                return new(ReplicaState.Busy, known, 0, null, null);
            }

            if (command.Generation > known || _run?.RunName != command.RunName)
            {
                _generations[command.RunName] = command.Generation;
                _run = new(command, Before(command.RunName), inherit: command.Memory != MemoryUse.Forgotten, _environment);
            }

            return _run.Status;
        }
    }

    /// <summary>Takes a place in the group.</summary>
    public ReplicaStatus Join(string runName, JoinCommand command) => Command(runName, command.Generation, run => run.Join(command));

    /// <summary>Runs a phase.</summary>
    public ReplicaStatus RunPhase(string runName, PhaseOrder order) => Command(runName, order.Generation, run => run.RunPhase(order));

    /// <summary>Writes the results.</summary>
    public ReplicaStatus Complete(string runName, CompleteOrder order) => Command(runName, order.Generation, run => run.Complete(order));

    /// <summary>Halts a running phase.</summary>
    public void Yield(string runName, long generation, bool checkpoint) => Command(runName, generation, run => run.Yield(checkpoint));

    /// <summary>Ends the run here.</summary>
    public void Stop(string runName, long generation, bool checkpoint) => Command(runName, generation, run => run.Stop(checkpoint));

    /// <summary>A run is over: whatever is still held for it here, unless it is of another generation by now, is closed.</summary>
    public void Release(string runName, long generation)
    {
        lock (_gate)
        {
            if (_run is { IsOver: false } run && run.RunName == runName && run.Generation == generation)
            {
                run.Stop(checkpoint: false);
            }
        }
    }

    /// <summary>
    /// The silo is about to end: the group is asked to go on without this replica, and the step in hand is waited for, but not for longer than
    /// <see cref="ReplicaHostOptions.DrainPatience"/>.
    /// </summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        _leaving = true;
        ReplicaRun? run;
        lock (_gate)
        {
            run = _run is { IsOver: false } ? _run : null;
        }

        if (run is null || _environment.Options.DrainPatience == TimeSpan.Zero)
        {
            return;
        }

        try
        {
            Task halted = run.WhenHalted();
            await _environment.Grains.GetGrain<ICoordinatorGrain>(run.RunName).Leave(Key).WaitAsync(_environment.Options.LeaveTimeout, _environment.Time, cancellationToken);
            await halted.WaitAsync(_environment.Options.DrainPatience, _environment.Time, cancellationToken);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            NotLeft(_logger, run.RunName, e);
        }
    }

    /// <summary>Ends everything, after the step in hand.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _run?.Abandon("its silo ends");
        }

        _environment.Thread.Dispose();
    }

    /// <summary>What works for the same run. Another run's last reports still have to arrive; this run's are void.</summary>
    private ReplicaRun? Before(string runName)
    {
        if (_run?.RunName == runName)
        {
            return _run;
        }

        _run?.Retire();
        return null;
    }

    private ReplicaStatus Command(string runName, long generation, Action<ReplicaRun> command)
    {
        lock (_gate)
        {
            if (_run is null || _run.RunName != runName || generation > _run.Generation)
            {
                return Status(runName);
            }

            if (generation < _run.Generation)
            {
                return new(ReplicaState.RefusedGeneration, _run.Generation, 0, null, null);
            }

            command(_run);
            return _run.Status;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Run {Run} could not be left in order; its group finds out by itself")]
    private static partial void NotLeft(ILogger logger, string run, Exception exception);
}
