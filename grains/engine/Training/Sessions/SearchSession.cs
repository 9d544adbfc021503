using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data.Loading;
using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training.Layouts;
using Cdarts.Engine.Training.Memory;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>
/// A trainer with its run folder: restores the newest checkpoint that verifies, enters groups generation after generation, and while training writes
/// metrics, topologies and checkpoints.
/// </summary>
internal sealed class SearchSession : ISearchSession, ISharedState
{
    private readonly RoleTrainer _held;
    private readonly CurrentGroup _group;
    private readonly SessionOptions _options;
    private readonly ISessionEvents _events;
    private readonly SessionOrigin _origin;
    private readonly SessionFiles _files;
    private readonly SessionShape _shape;
    private readonly SessionCheckpoints _checkpoints;
    private readonly SessionMembership _membership;
    private readonly StepClock _clock;
    private readonly PeakWatch _peak;
    private readonly MemoryPreflight? _memory;
    private readonly SessionMirror _mirror;
    private bool _heldOutDue;
    private volatile bool _checkpointAtStop = true;

    internal SearchSession(
        RoleTrainer held, CurrentGroup group, RunFolder folder, SessionShape shape, SessionOptions options, ISessionEvents events, TimeProvider timeProvider,
        MemoryPreflight? memory = null)
    {
        (_held, _group, _shape, _options, _events) = (held, group, shape, options, events);
        Trainer.Audit = SessionAudit.Open(folder, timeProvider);
        _memory = memory;
        _peak = new PeakWatch(() => Trainer.State.Device);
        _membership = new SessionMembership(group, this, Trainer.Audit);
        _origin = SessionRestore.Run(folder, Restore, shape.Notes);
        _files = new SessionFiles(folder, timeProvider, events.Warning);
        _clock = new StepClock(timeProvider, options.Settings.Data.BatchSize);
        _mirror = new SessionMirror(options.Settings.Split.Mirror, options.Settings.Data.BatchSize);
        CheckpointSettings settings = options.Settings.Checkpoint;
        _checkpoints = new SessionCheckpoints(
            () => new CheckpointStore(folder.CheckpointsDirectory, settings.Keep, timeProvider, _origin.Damaged), settings, events, timeProvider, _origin.CheckpointName);
    }

    /// <inheritdoc/>
    public ResumePoint ResumePoint => new(
        Trainer.Next,
        Trainer.Alphas(),
        Trainer.AlphasDigest(),
        Trainer.History.Count > 0 ? Trainer.History[^1].GenotypeJson : null,
        [.. Trainer.History],
        _checkpoints.Newest,
        _membership.Place?.Generation ?? _origin.FolderGeneration,
        _membership.Place is null ? _origin.Warnings : [],
        _membership.Place?.Generation ?? _origin.Lineage,
        $"{Trainer.DataFingerprint}/{Trainer.SplitHash}")
    {
        Role = Trainer.State.Role,
        Awaited = Trainer.Awaited,
        Mirror = _mirror.Content?.Cursor,
    };

    /// <inheritdoc/>
    public bool IsWhole => _membership.IsWhole && _held.IsWhole;

    private CdartsTrainer Trainer => _held.Trainer;

    /// <inheritdoc/>
    ReplicaRoles? ISharedState.Roles => _held.Roles;

    /// <inheritdoc/>
    Cursor ISharedState.Position => Trainer.Next;

    /// <inheritdoc/>
    Device ISharedState.Device => Trainer.State.Device;

    /// <inheritdoc/>
    IEnumerable<(string Name, Tensor Value)> ISharedState.Tensors => TrainerSnapshot.Tensors(Trainer.State);

    /// <inheritdoc/>
    public void Rehearse() => Trainer.Rehearse();

    /// <inheritdoc/>
    public bool Rewind()
    {
        if (_mirror.Content is not { } mirror)
        {
            return false;
        }

        _held.Rewind(mirror, Restore);
        return true;
    }

    /// <inheritdoc/>
    public void Join(SessionGroup group)
    {
        ICollective world = group.Groups.World;
        ReplicaRoles roles = group.Roles ?? ReplicaRoles.Together(world.WorldSize);
        _memory?.Require(roles[world.Rank], roles);
        (Cursor Update, StepFigures? Figures)? completed = group.VoteSource is { } source ? Trainer.TakeVote(world, source) : null;
        SessionPlace place = _membership.Enter(group);
        Trainer.ForgetRequests();
        _checkpointAtStop = true;
        _files.Enter(place, Trainer.Schedule.GlobalStep(Trainer.Next), [.. Trainer.History.Select(Topology)]);
        if (completed is { Figures: { } figures } done)
        {
            Report(done.Update with { Update = 0 }, figures);
        }

        _checkpoints.Enter(place);
        _heldOutDue = IsHeldOutMissing();
        _mirror.Entered(_held, OwnSnapshot);
    }

    /// <inheritdoc/>
    public PhaseResult RunPhase(PhaseCommand command)
    {
        _peak.Begin();
        MakeUpHeldOut();
        AnnounceCheckpoint();
        if (Trainer.Next.Phase == TrainingPhase.DeriveTopology && Trainer.Next.Cycle == command.Cycle && command.TopologyJson is { } json)
        {
            Adopt(command.Cycle, json, command.AlphasDigest ?? Trainer.AlphasDigest());
        }

        bool ended;
        _clock.Start();
        try
        {
            ended = Trainer.RunPhase(command.Phase, command.Cycle, StepCommitted);
        }
        catch (NonFiniteLossException)
        {
            Checkpoint(wait: true);
            throw;
        }

        // A stop in a phase's last step ends the phase as well: its figures would not be made later, since the run goes on after it.
        bool over = ended || (Trainer.Next.Phase, Trainer.Next.Cycle) != (command.Phase, command.Cycle);
        HeldOutFigures? heldOut = null;
        if (over)
        {
            heldOut = command.Phase == TrainingPhase.Joint ? HeldOut(command.Cycle) : null;
            Failpoints.Reach(TrainingFailpoints.PhaseEnd, $"cycle {command.Cycle + 1} {command.Phase}");
        }

        _membership.RequireEqual();
        if (ended || IsCheckpointDueAtStop())
        {
            Checkpoint(wait: !ended);
        }

        return new PhaseResult(
            ended ? PhaseStatus.Completed : PhaseStatus.Stopped, Trainer.Next, Trainer.Alphas(), Trainer.AlphasDigest(), heldOut, _checkpoints.Newest);
    }

    /// <inheritdoc/>
    public RunResult Complete(string genotypeJson)
    {
        MakeUpHeldOut();
        HeldOutFigures? heldOut = Trainer.EvaluateHeldOut();
        string? trained = _options.Settings.Strategy == SearchStrategy.Cdarts ? Trainer.History[^1].GenotypeJson : null;
        NetworkSettings network = _options.Settings.Network;
        Genotype genotype = GenotypeJson.Read(genotypeJson, "the final genotype", network.SearchSpace());
        NetworkCost cost = NetworkCost.Evaluation(network, genotype, _shape.Classes, _shape.ImageSize);
        RunResult result = new(
            GenotypeJson.Write(genotype), heldOut, trained, cost.Parameters, cost.MultiplyAdds, genotype.OperationCounts, _files.WritePictures(genotype, "final"),
            PeakMemoryMib: _peak.OfAll(_group));
        _files.WriteResults(result);
        Trainer.MarkCompleted();
        Checkpoint(wait: true);
        return result;
    }

    /// <inheritdoc/>
    public void RequestStop(bool checkpoint)
    {
        _checkpointAtStop = checkpoint;
        Trainer.RequestStop();
    }

    /// <inheritdoc/>
    CheckpointContent ISharedState.Snapshot(long generation) => Snapshot(Trainer, generation);

    /// <inheritdoc/>
    bool ISharedState.TakeRole(SessionGroup next) => _held.Enter(next, trainer => Snapshot(trainer, next.Generation), Restore);

    /// <inheritdoc/>
    public void Restore(CheckpointReadResult state) => Restore(Trainer, state);

    /// <inheritdoc/>
    public void Dispose()
    {
        _checkpoints.Dispose();
        _files.Dispose();
        Trainer.Audit?.Dispose();
        _held.Dispose();
    }

    private Genotype Topology(TopologyRecord record) =>
        GenotypeJson.Read(record.GenotypeJson, $"the topology of cycle {record.Cycle + 1}", _options.Settings.Network.SearchSpace());

    private void Adopt(int cycle, string json, string alphasDigest)
    {
        Genotype topology = Topology(new TopologyRecord(cycle, json, alphasDigest));
        Trainer.RebuildEvaluationNetwork(cycle, topology, alphasDigest);
        _files.WriteTopology(cycle, topology);
        foreach (string alarm in CollapseWatch.Alarms(cycle, topology, _options.Settings.Watch))
        {
            _events.Warning(alarm);
        }
    }

    private HeldOutFigures? HeldOut(int cycle)
    {
        HeldOutFigures? figures = Trainer.EvaluateHeldOut();
        if (figures is not null)
        {
            _files.WriteHeldOut(cycle, figures);
            _files.AppendHeldOut(Trainer.Schedule.GlobalStep(Trainer.Next), figures);
        }

        return figures;
    }

    /// <summary>A group that breaks after a cycle's last step has not made its figures: its successor does, while the evaluation network is still the same.</summary>
    private void MakeUpHeldOut()
    {
        if (_heldOutDue)
        {
            _heldOutDue = false;
            HeldOut(Trainer.Next.Cycle - 1);
        }
    }

    /// <summary>Rank 0 knows; all hear of it.</summary>
    private bool IsHeldOutMissing()
    {
        Cursor next = Trainer.Next;
        return next is { Phase: TrainingPhase.DeriveTopology, Cycle: > 0 }
            && _group.AllGather([_files.HasHeldOut(next.Cycle - 1) ? (byte)0 : (byte)1])[0][0] == 1;
    }

    private void StepCommitted(Cursor committed, StepFigures figures)
    {
        Failpoints.Reach(TrainingFailpoints.StepCommitted, committed);
        Report(committed, figures);
        if (Trainer.Next.Step == 0)
        {
            Failpoints.Reach(TrainingFailpoints.EpochEnd, committed);
        }

        _mirror.Stepped(_held, Trainer.Schedule.GlobalStep(Trainer.Next), OwnSnapshot);
        _checkpoints.Stepped();
        _held.Patience = _clock.Patience;
        if (figures.CheckpointDue && Trainer.Next.Phase == committed.Phase && !figures.StopRequested)
        {
            _membership.RequireEqual();
            Checkpoint(wait: false);
        }

        AnnounceCheckpoint();
    }

    private void Report(Cursor committed, StepFigures figures)
    {
        RunSchedule schedule = Trainer.Schedule;
        (double seconds, double imagesPerSecond) = _clock.Step(
            committed.Phase == TrainingPhase.Joint || (committed.Phase == TrainingPhase.EvaluationWarmup && _options.Settings.SearchesInWarmup) ? 2 : 1);
        SessionProgress progress = new(
            committed, schedule.Cycles, schedule.Epochs(committed.Phase), schedule.Steps, schedule.GlobalStep(Trainer.Next), schedule.TotalSteps,
            figures.SearchLoss, figures.EvaluationLoss, figures.InteractiveLoss, figures.RegulariserLoss, figures.SearchAccuracy,
            figures.EvaluationAccuracy, imagesPerSecond, seconds, DataWait.ShareOf(Trainer.TakeDataWait(), seconds))
        {
            SearchWait = figures.Sides is { } search ? DataWait.ShareOf(search.SearchWait, seconds) : null,
            EvaluationWait = figures.Sides is { } evaluation ? DataWait.ShareOf(evaluation.EvaluationWait, seconds) : null,
            ExchangeSeconds = figures.Sides?.Exchange?.TotalSeconds,
        };
        _files.Append(Line(progress, figures, schedule.Plan(committed, stop: false)));
        _events.Progress(progress);
    }

    private void AnnounceCheckpoint()
    {
        if (_checkpoints.IsDueAfterNext())
        {
            Trainer.AnnounceCheckpoint();
        }
    }

    private MetricsLine Line(SessionProgress progress, StepFigures figures, StepPlan plan)
    {
        bool joint = progress.Committed.Phase == TrainingPhase.Joint;
        return MetricsLine.Of(progress, _membership.Place!.Generation) with
        {
            WeightLoss = figures.WeightLoss,
            SearchGradientNorm = figures.SearchGradientNorm,
            EvaluationGradientNorm = figures.EvaluationGradientNorm,
            SearchLearningRate = figures.SearchGradientNorm is null ? null : plan.SearchLearningRate,
            EvaluationLearningRate = figures.EvaluationGradientNorm is null ? null : plan.EvaluationLearningRate,
            AlphaLearningRate = joint ? _options.Settings.AlphaOptimizer.LearningRate : null,
            Lambda = joint ? plan.RegulariserWeight : null,
            AlphaEntropy = figures.AlphaEntropy,
            PeakMemoryMib = PeakMemory.Mebibytes(),
        };
    }

    private void Restore(CdartsTrainer trainer, CheckpointReadResult state)
    {
        SessionRestore.RequireSame(state, _options.SpecHash, trainer.DataFingerprint, trainer.SplitHash);
        TrainerSnapshot.Restore(trainer, state);
    }

    private CheckpointContent Snapshot(CdartsTrainer trainer, long generation) => TrainerSnapshot.Take(trainer, generation, _options.SpecHash);

    private CheckpointContent OwnSnapshot(CdartsTrainer trainer) => Snapshot(trainer, _membership.Place!.Generation);

    /// <summary>Rank 0 writes; where the networks are on different replicas, all have come here.</summary>
    private void Checkpoint(bool wait)
    {
        if (_held.Roles is null)
        {
            _checkpoints.Take(() => OwnSnapshot(Trainer), _files, wait);
        }
        else if (_held.WholeSnapshot(OwnSnapshot) is { } whole)
        {
            _checkpoints.Take(() => whole, _files, wait);
        }
    }

    /// <summary>Whether there is a checkpoint at a stop: where all must make it together, rank 0 says so for all.</summary>
    private bool IsCheckpointDueAtStop() =>
        _held.Roles is null ? _checkpointAtStop : _group.AllGather([_checkpointAtStop ? (byte)1 : (byte)0])[0][0] == 1;
}
