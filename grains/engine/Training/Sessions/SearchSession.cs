using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data.Loading;
using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training.Memory;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>
/// A trainer with its run folder: restores the newest checkpoint that verifies, enters groups generation after generation, and while training writes
/// metrics, topologies and checkpoints.
/// </summary>
internal sealed class SearchSession : ISearchSession, ISharedState
{
    private readonly CdartsTrainer _trainer;
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
    private bool _heldOutDue;
    private volatile bool _checkpointAtStop = true;

    internal SearchSession(
        CdartsTrainer trainer, CurrentGroup group, RunFolder folder, SessionShape shape, SessionOptions options, ISessionEvents events, TimeProvider timeProvider,
        MemoryPreflight? memory = null)
    {
        (_trainer, _group, _shape, _options, _events) = (trainer, group, shape, options, events);
        trainer.Audit = SessionAudit.Open(folder, timeProvider);
        _memory = memory;
        _peak = new PeakWatch(() => trainer.State.Device);
        _membership = new SessionMembership(group, this, trainer.Audit);
        _origin = SessionRestore.Run(folder, Restore, shape.Notes);
        _files = new SessionFiles(folder, timeProvider, events.Warning);
        _clock = new StepClock(timeProvider, options.Settings.Data.BatchSize);
        CheckpointSettings settings = options.Settings.Checkpoint;
        _checkpoints = new SessionCheckpoints(
            () => new CheckpointStore(folder.CheckpointsDirectory, settings.Keep, timeProvider, _origin.Damaged), settings, events, timeProvider, _origin.CheckpointName);
    }

    /// <inheritdoc/>
    public ResumePoint ResumePoint => new(
        _trainer.Next,
        _trainer.Alphas(),
        _trainer.AlphasDigest(),
        _trainer.History.Count > 0 ? _trainer.History[^1].GenotypeJson : null,
        [.. _trainer.History],
        _checkpoints.Newest,
        _membership.Place?.Generation ?? _origin.FolderGeneration,
        _membership.Place is null ? _origin.Warnings : [],
        _membership.Place?.Generation ?? _origin.Lineage,
        $"{_trainer.DataFingerprint}/{_trainer.SplitHash}");

    /// <inheritdoc/>
    public bool IsWhole => _membership.IsWhole;

    /// <inheritdoc/>
    Cursor ISharedState.Position => _trainer.Next;

    /// <inheritdoc/>
    Device ISharedState.Device => _trainer.State.Device;

    /// <inheritdoc/>
    IEnumerable<(string Name, Tensor Value)> ISharedState.Tensors => TrainerSnapshot.Tensors(_trainer.State);

    /// <inheritdoc/>
    public void Rehearse() => _trainer.Rehearse();

    /// <inheritdoc/>
    public void Join(SessionGroup group)
    {
        _memory?.Require(group.Groups.World.WorldSize);
        SessionPlace place = _membership.Enter(group);
        _trainer.ForgetRequests();
        _checkpointAtStop = true;
        _files.Enter(place, _trainer.Schedule.GlobalStep(_trainer.Next), [.. _trainer.History.Select(Topology)]);
        _checkpoints.Enter(place);
        _heldOutDue = IsHeldOutMissing();
    }

    /// <inheritdoc/>
    public PhaseResult RunPhase(PhaseCommand command)
    {
        _peak.Begin();
        MakeUpHeldOut();
        AnnounceCheckpoint();
        if (_trainer.Next.Phase == TrainingPhase.DeriveTopology && _trainer.Next.Cycle == command.Cycle && command.TopologyJson is { } json)
        {
            Adopt(command.Cycle, json, command.AlphasDigest ?? _trainer.AlphasDigest());
        }

        bool ended;
        _clock.Start();
        try
        {
            ended = _trainer.RunPhase(command.Phase, command.Cycle, StepCommitted);
        }
        catch (NonFiniteLossException)
        {
            Checkpoint(wait: true);
            throw;
        }

        // A stop in a phase's last step ends the phase as well: its figures would not be made later, since the run goes on after it.
        bool over = ended || (_trainer.Next.Phase, _trainer.Next.Cycle) != (command.Phase, command.Cycle);
        HeldOutFigures? heldOut = null;
        if (over)
        {
            heldOut = command.Phase == TrainingPhase.Joint ? HeldOut(command.Cycle) : null;
            Failpoints.Reach(TrainingFailpoints.PhaseEnd, $"cycle {command.Cycle + 1} {command.Phase}");
        }

        _membership.RequireEqual();
        if (ended || _checkpointAtStop)
        {
            Checkpoint(wait: !ended);
        }

        return new PhaseResult(
            ended ? PhaseStatus.Completed : PhaseStatus.Stopped, _trainer.Next, _trainer.Alphas(), _trainer.AlphasDigest(), heldOut, _checkpoints.Newest);
    }

    /// <inheritdoc/>
    public RunResult Complete(string genotypeJson)
    {
        MakeUpHeldOut();
        HeldOutFigures? heldOut = _trainer.EvaluateHeldOut();
        string? trained = _options.Settings.Strategy == SearchStrategy.Cdarts ? _trainer.History[^1].GenotypeJson : null;
        NetworkSettings network = _options.Settings.Network;
        Genotype genotype = GenotypeJson.Read(genotypeJson, "the final genotype", network.SearchSpace());
        NetworkCost cost = NetworkCost.Evaluation(network, genotype, _shape.Classes, _shape.ImageSize);
        RunResult result = new(
            GenotypeJson.Write(genotype), heldOut, trained, cost.Parameters, cost.MultiplyAdds, genotype.OperationCounts, _files.WritePictures(genotype, "final"),
            PeakMemoryMib: _peak.OfAll(_group));
        _files.WriteResults(result);
        _trainer.MarkCompleted();
        Checkpoint(wait: true);
        return result;
    }

    /// <inheritdoc/>
    public void RequestStop(bool checkpoint)
    {
        _checkpointAtStop = checkpoint;
        _trainer.RequestStop();
    }

    /// <inheritdoc/>
    CheckpointContent ISharedState.Snapshot(long generation) => TrainerSnapshot.Take(_trainer, generation, _options.SpecHash);

    /// <inheritdoc/>
    public void Restore(CheckpointReadResult state)
    {
        SessionRestore.RequireSame(state, _options.SpecHash, _trainer.DataFingerprint, _trainer.SplitHash);
        TrainerSnapshot.Restore(_trainer, state);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _checkpoints.Dispose();
        _files.Dispose();
        _trainer.Audit?.Dispose();
        _trainer.Dispose();
    }

    private Genotype Topology(TopologyRecord record) =>
        GenotypeJson.Read(record.GenotypeJson, $"the topology of cycle {record.Cycle + 1}", _options.Settings.Network.SearchSpace());

    private void Adopt(int cycle, string json, string alphasDigest)
    {
        Genotype topology = Topology(new TopologyRecord(cycle, json, alphasDigest));
        _trainer.RebuildEvaluationNetwork(cycle, topology, alphasDigest);
        _files.WriteTopology(cycle, topology);
        foreach (string alarm in CollapseWatch.Alarms(cycle, topology, _options.Settings.Watch))
        {
            _events.Warning(alarm);
        }
    }

    private HeldOutFigures? HeldOut(int cycle)
    {
        HeldOutFigures? figures = _trainer.EvaluateHeldOut();
        if (figures is not null)
        {
            _files.WriteHeldOut(cycle, figures);
            _files.AppendHeldOut(_trainer.Schedule.GlobalStep(_trainer.Next), figures);
        }

        return figures;
    }

    /// <summary>A group that breaks after a cycle's last step has not made its figures: its successor does, while the evaluation network is still the same.</summary>
    private void MakeUpHeldOut()
    {
        if (_heldOutDue)
        {
            _heldOutDue = false;
            HeldOut(_trainer.Next.Cycle - 1);
        }
    }

    /// <summary>Rank 0 knows; all hear of it.</summary>
    private bool IsHeldOutMissing()
    {
        Cursor next = _trainer.Next;
        return next is { Phase: TrainingPhase.DeriveTopology, Cycle: > 0 }
            && _group.AllGather([_files.HasHeldOut(next.Cycle - 1) ? (byte)0 : (byte)1])[0][0] == 1;
    }

    private void StepCommitted(Cursor committed, StepFigures figures)
    {
        Failpoints.Reach(TrainingFailpoints.StepCommitted, committed);
        RunSchedule schedule = _trainer.Schedule;
        (double seconds, double imagesPerSecond) = _clock.Step(committed.Phase == TrainingPhase.Joint ? 2 : 1);
        SessionProgress progress = new(
            committed, schedule.Cycles, schedule.Epochs(committed.Phase), schedule.Steps, schedule.GlobalStep(_trainer.Next), schedule.TotalSteps,
            figures.SearchLoss, figures.EvaluationLoss, figures.InteractiveLoss, figures.RegulariserLoss, figures.SearchAccuracy,
            figures.EvaluationAccuracy, imagesPerSecond, seconds, DataWait.ShareOf(_trainer.TakeDataWait(), seconds));
        _files.Append(Line(progress, figures, schedule.Plan(committed, stop: false)));
        _events.Progress(progress);
        if (_trainer.Next.Step == 0)
        {
            Failpoints.Reach(TrainingFailpoints.EpochEnd, committed);
        }

        _checkpoints.Stepped();
        _group.DataDeadline = _clock.Patience;
        if (figures.CheckpointDue && _trainer.Next.Phase == committed.Phase && !figures.StopRequested)
        {
            _membership.RequireEqual();
            Checkpoint(wait: false);
        }

        AnnounceCheckpoint();
    }

    private void AnnounceCheckpoint()
    {
        if (_checkpoints.IsDueAfterNext())
        {
            _trainer.AnnounceCheckpoint();
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

    private void Checkpoint(bool wait) =>
        _checkpoints.Take(() => TrainerSnapshot.Take(_trainer, _membership.Place!.Generation, _options.SpecHash), _files, wait);
}
