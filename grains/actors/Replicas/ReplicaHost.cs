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
internal sealed class ReplicaHost : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _generations = [];
    private readonly EngineServices _engine;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly ReplicaHostOptions _options;
    private readonly ILogger<ReplicaHost> _logger;
    private readonly TrainingThread _thread;
    private ReplicaRun? _run;

    /// <summary>Creates the host and its thread.</summary>
    public ReplicaHost(
        EngineServices engine, IGrainFactory grains, ILocalSiloDetails silo, TimeProvider time, IOptions<ReplicaHostOptions> options, ILogger<ReplicaHost> logger)
    {
        _engine = engine;
        _grains = grains;
        _time = time;
        _options = options.Value;
        _logger = logger;
        Key = ReplicaKey.Of(silo.Name, _options.Device);
        _thread = new($"cdarts training {_options.Device}", _options.ShutdownPatience);
    }

    /// <summary>Key of the grain in front of this host.</summary>
    public string Key { get; }

    /// <summary>Device.</summary>
    public string Device => _options.Device;

    /// <summary>Run that the device works for, or null.</summary>
    public string? RunName
    {
        get
        {
            lock (_gate)
            {
                return _run is { IsOver: false } run ? run.RunName : null;
            }
        }
    }

    /// <summary>False while the device works for another run.</summary>
    public bool IsFreeFor(string runName)
    {
        lock (_gate)
        {
            return _run is null || _run.IsOver || _run.RunName == runName;
        }
    }

    /// <summary>What the replica is doing.</summary>
    public ReplicaStatus Status()
    {
        lock (_gate)
        {
            return _run?.Status ?? new(ReplicaState.Idle, 0, 0, null, null);
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
                if (_run?.RunName == command.RunName)
                {
                    // Another run's last reports still have to arrive; this run's are void.
                    _run.Abandon();
                }

                _run = new(command, Key, _options, _engine, _thread, _grains.GetGrain<ICoordinatorGrain>(command.RunName), _time, _logger);
            }

            return _run.Status;
        }
    }

    /// <summary>Takes a place in the group.</summary>
    public ReplicaStatus Join(JoinCommand command) => Command(command.Generation, run => run.Join(command));

    /// <summary>Runs a phase.</summary>
    public ReplicaStatus RunPhase(PhaseOrder order) => Command(order.Generation, run => run.RunPhase(order));

    /// <summary>Writes the results.</summary>
    public ReplicaStatus Complete(CompleteOrder order) => Command(order.Generation, run => run.Complete(order));

    /// <summary>Ends the run here.</summary>
    public void Stop(long generation, bool checkpoint) => Command(generation, run => run.Stop(checkpoint));

    /// <summary>Ends everything, after the step in hand.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _run?.Abandon();
        }

        _thread.Dispose();
    }

    private ReplicaStatus Command(long generation, Action<ReplicaRun> command)
    {
        lock (_gate)
        {
            if (_run is null || generation > _run.Generation)
            {
                return Status();
            }

            if (generation < _run.Generation)
            {
                return new(ReplicaState.RefusedGeneration, _run.Generation, 0, null, null);
            }

            command(_run);
            return _run.Status;
        }
    }
}
