using System.Runtime.CompilerServices;
using Cdarts.Contracts.Events;
using Cdarts.Contracts.Grains;
using Cdarts.Engine;
using Cdarts.Grains.Coordination.Watching;
using Cdarts.Grains.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace Cdarts.Grains.Coordination;

/// <summary>
/// Drives one run: hands every message to the state machine and carries out what it asks for, one at a time; only reads and progress come in between.
/// When storage shows that another coordinator has taken over, it goes without commanding anything.
/// </summary>
[KeepAlive]
internal sealed class CoordinatorGrain(
    [PersistentState("run", GrainStorageNames.Runs)] IPersistentState<RunRecord> state,
    EngineServices engine,
    IClusterMembershipService membership,
    TimeProvider time,
    IOptions<CoordinatorOptions> options,
    ILogger<CoordinatorGrain> logger) : Grain, ICoordinatorGrain, IRemindable
{
    private readonly CoordinatorOptions _options = options.Value;
    private readonly SemaphoreSlim _turn = new(1);
    private RunStateMachine _machine = null!;
    private EventLog _events = null!;
    private RecordStore _store = null!;
    private ReplicaCalls _replicas = null!;
    private EffectRunner _effects = null!;
    private Watchdog _watchdog = null!;
    private int _polls;

    private string Run => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (state.State.SchemaVersion > RunRecord.CurrentSchemaVersion)
        {
            throw new InvalidOperationException(
                $"The record of run {Run} has schema version {state.State.SchemaVersion}, this version reads up to {RunRecord.CurrentSchemaVersion}: "
                + "use the newer version of Cdarts that wrote it.");
        }

        CoordinatorLog.Coordinates(logger, Run);
        _machine = new(Run, state.State, _options, new ClusterView(membership), time);
        _events = new(time, _options.Heartbeat);
        _store = new(Run, state, time, logger);
        _replicas = new(Run, GrainFactory, time, _options.CommandTimeout, logger);
        _effects = new(Run, _machine, _store, _replicas, GrainFactory, _events, _options.PatientStorage, time, logger);
        _watchdog = new(this, _options.Reminders, time, logger);

        // Interleaved, so that a replica that does not answer a poll holds no report up.
        this.RegisterGrainTimer(PollAsync, new() { DueTime = _options.FormationPoll, Period = _options.FormationPoll, KeepAlive = true, Interleave = true });
        await HandleAsync(() =>
        {
            _machine.Recover();
            if (_machine.Record is { Start: { } start } record && record.IsActive())
            {
                _machine.KnowCycles(Cycles(start));
            }
        });
    }

    /// <inheritdoc/>
    public async Task<StartOutcome> Start(StartCommand command)
    {
        StartOutcome outcome = StartOutcome.Started;
        await HandleAsync(() =>
        {
            outcome = _machine.Start(command, cycles: 0, time.GetUtcNow());
            if (_machine.Record.IsActive())
            {
                _machine.KnowCycles(Cycles(command));
            }
        });
        return outcome;
    }

    /// <inheritdoc/>
    public Task Stop(bool checkpoint) => HandleAsync(() => _machine.Stop(checkpoint));

    /// <inheritdoc/>
    public Task Pause() => HandleAsync(_machine.Pause);

    /// <inheritdoc/>
    public Task<RunStatus> Status() => Task.FromResult(_machine.Status());

    /// <inheritdoc/>
    public async IAsyncEnumerable<RunEvent> Watch(EventPosition? after, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (RunEvent item in _events.Watch(after, _machine.Status, cancellationToken))
        {
            yield return item;
        }
    }

    /// <inheritdoc/>
    public Task Announce(ReplicaAnnouncement replica) => HandleAsync(() => _machine.Announced(replica));

    /// <inheritdoc/>
    public Task ReportProgress(long generation, RunProgress progress)
    {
        // Interleaves with turns that carry out effects, so it publishes by itself.
        if (_machine.Progressed(generation, progress))
        {
            _events.Publish(generation, (p, at) => new ProgressMade(p, at, progress));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ReportPhaseEnded(PhaseEndReport report) => HandleAsync(() => _machine.PhaseEnded(report));

    /// <inheritdoc/>
    public Task ReportCheckpoint(long generation, CheckpointRecord checkpoint) => HandleAsync(() => _machine.Checkpointed(generation, checkpoint));

    /// <inheritdoc/>
    public Task ReportMeasured(long generation, int epoch, HeldOutRecord figures) => HandleAsync(() => _machine.Measured(generation, epoch, figures));

    /// <inheritdoc/>
    public Task ReportWarning(long generation, string message) => HandleAsync(() => _machine.Warned(generation, message));

    /// <inheritdoc/>
    public Task ReportFailure(FailureReport report) => HandleAsync(() => _machine.ReplicaFailed(report));

    /// <inheritdoc/>
    public Task ReportGroupLost(GroupLossReport report) => HandleAsync(() => _machine.GroupLost(report));

    /// <inheritdoc/>
    public Task Leave(string replica) => HandleAsync(() => _machine.Leave(replica));

    /// <summary>Waking the coordinator is all that the reminder is for: an activation recovers the run.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    private int Cycles(StartCommand start) => engine.Settings.ToSettings(start.Spec).EffectiveSchedule().Cycles;

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        bool slow = ++_polls % _options.TrainingPollFactor == 0;
        if (_store.Behind && slow)
        {
            await HandleAsync(_machine.WriteAgain);
        }

        RunRecord record = _machine.Record;
        if (record.State == RunState.Preparing || (slow && record.State is RunState.Running or RunState.Stopping))
        {
            // Only of those that have taken the generation: what others say, or said before, belongs to an older one.
            long generation = record.Generation;
            var statuses = await _replicas.SendAsync("status", _machine.Group.Taken, (g, _) => g.Status(Run));
            await HandleAsync(() =>
            {
                foreach (var (replica, status) in statuses)
                {
                    if (status is not null && _machine.Record.Generation == generation)
                    {
                        _machine.StatusSeen(replica, status);
                    }
                }
            });
        }

        foreach (var (replica, status) in await _replicas.SendAsync("status", _machine.Opening, (g, _) => g.Status(Run)))
        {
            await HandleAsync(() => _machine.NewcomerSeen(replica, status));
        }

        await HandleAsync(_machine.Tick);
    }

    /// <summary>One message at a time, effects included, also where turns interleave.</summary>
    private async Task HandleAsync(Action transition)
    {
        await _turn.WaitAsync();
        try
        {
            await TransitAsync(transition);
            await _watchdog.FollowAsync(_machine.Record.IsActive());
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task TransitAsync(Action transition)
    {
        try
        {
            try
            {
                transition();
                await _effects.RunAsync();
            }
            catch (Exception e) when (e is not (InconsistentStateException or StaleGenerationException))
            {
                bool expected = e is CdartsException;
                CoordinatorLog.CoordinatorFailed(logger, Run, e);
                _effects.Clear();
                _machine.Fail(expected ? e.Message : $"The coordinator failed ({e.GetType().Name}: {e.Message}); the log of its silo says more.", expected);
                await _effects.RunAsync();
            }
        }
        catch (Exception e) when (e is InconsistentStateException or StaleGenerationException)
        {
            CoordinatorLog.Fenced(logger, Run);
            _effects.Clear();
            DeactivateOnIdle();
            throw;
        }
    }
}
