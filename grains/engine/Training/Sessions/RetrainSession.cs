using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data.Loading;
using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training.Layouts;
using Cdarts.Engine.Training.Memory;
using Cdarts.Engine.Training.Retraining;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>
/// A retrainer with its run folder: restores the newest checkpoint that verifies, enters groups generation after generation, and while training writes
/// metrics, figures and checkpoints. A run is one phase.
/// </summary>
internal sealed class RetrainSession : ISearchSession, ISharedState
{
    private readonly Retrainer _trainer;
    private readonly CurrentGroup _group;
    private readonly SessionOptions _options;
    private readonly RunFolder _folder;
    private readonly SessionOrigin _origin;
    private readonly RetrainPlan _plan;
    private readonly SessionShape _shape;
    private readonly ISessionEvents _events;
    private readonly SessionFiles _files;
    private readonly SessionCheckpoints _checkpoints;
    private readonly SessionMembership _membership;
    private readonly StepClock _clock;
    private readonly PeakWatch _peak;
    private readonly MemoryPreflight? _memory;
    private volatile bool _checkpointAtStop = true;
    private bool _isCheckpointDue;
    private bool _completed;

    internal RetrainSession(
        Retrainer trainer, CurrentGroup group, RunFolder folder, SessionShape shape, SessionOptions options, ISessionEvents events, TimeProvider timeProvider,
        MemoryPreflight? memory = null)
    {
        (_trainer, _group, _folder, _options, _plan, _shape, _events) = (trainer, group, folder, options, options.Retrain!, shape, events);
        trainer.Audit = SessionAudit.Open(folder, timeProvider);
        _memory = memory;
        _peak = new PeakWatch(() => trainer.Device);
        _membership = new SessionMembership(group, this, trainer.Audit);
        _origin = SessionRestore.Run(folder, Restore, shape.Notes);
        _files = new SessionFiles(folder, timeProvider, events.Warning);
        _clock = new StepClock(timeProvider, _plan.Settings.Data.BatchSize);
        CheckpointSettings settings = options.Settings.Checkpoint;
        _checkpoints = new SessionCheckpoints(
            () => new CheckpointStore(folder.CheckpointsDirectory, settings.Keep, timeProvider, _origin.Damaged), settings, events, timeProvider, _origin.CheckpointName);
    }

    /// <inheritdoc/>
    public ResumePoint ResumePoint => new(
        Position,
        [],
        _trainer.WeightsDigest(),
        _plan.GenotypeJson,
        [],
        _checkpoints.Newest,
        _membership.Place?.Generation ?? _origin.FolderGeneration,
        _membership.Place is null ? _origin.Warnings : [],
        _membership.Place?.Generation ?? _origin.Lineage,
        $"{_trainer.DataFingerprint}/{_trainer.SplitHash}");

    /// <inheritdoc/>
    public bool IsWhole => _membership.IsWhole;

    /// <inheritdoc/>
    public Cursor Position => _completed ? new Cursor(1, TrainingPhase.Completed, 0, 0, 0) : RetrainSnapshot.Position(_trainer.Next);

    /// <inheritdoc/>
    ReplicaRoles? ISharedState.Roles => null;

    /// <inheritdoc/>
    Device ISharedState.Device => _trainer.Device;

    /// <inheritdoc/>
    IEnumerable<(string Name, Tensor Value)> ISharedState.Tensors => _trainer.State;

    /// <inheritdoc/>
    public void Rehearse() => _trainer.Rehearse();

    /// <inheritdoc/>
    public bool Rewind() => false;

    /// <inheritdoc/>
    public void Join(SessionGroup group)
    {
        _memory?.Require(group.Groups.World.WorldSize);
        SessionPlace place = _membership.Enter(group);
        _trainer.ForgetRequests();
        _checkpointAtStop = true;
        _files.Enter(place, _trainer.Schedule.GlobalStep(_trainer.Next), []);
        _checkpoints.Enter(place);
        if (_trainer.Measured.Count > 0 || File.Exists(_folder.EpochsFile))
        {
            // Cut back like the rest of the folder.
            _files.WriteEpochs([.. _trainer.Measured.Select(Figures)]);
        }
    }

    /// <inheritdoc/>
    public PhaseResult RunPhase(PhaseCommand command)
    {
        _peak.Begin();
        bool ended;
        _clock.Start();
        try
        {
            ended = Train();
        }
        catch (NonFiniteLossException)
        {
            Checkpoint(wait: true);
            throw;
        }

        if (ended)
        {
            Failpoints.Reach(TrainingFailpoints.PhaseEnd, Position);
        }

        _membership.RequireEqual();
        if (ended || _checkpointAtStop)
        {
            Checkpoint(wait: !ended);
        }

        return new PhaseResult(
            ended ? PhaseStatus.Completed : PhaseStatus.Stopped, Position, [], _trainer.WeightsDigest(), HeldOut: null, _checkpoints.Newest);
    }

    /// <inheritdoc/>
    public RunResult Complete(string genotypeJson)
    {
        _trainer.TakeBest();
        Genotype genotype = _trainer.Network.Genotype;
        NetworkCost cost = _plan.Settings.Network.CostOf(genotype, _shape.Classes, _shape.ImageSize);
        EvaluationFigures test = _trainer.Evaluate();
        int best = _trainer.BestEpochSoFar;
        HeldOutFigures? validation = _plan.Settings.Best == BestEpoch.Validation ? Figures(_trainer.Measured[best]) : null;
        RunResult result = new(
            genotypeJson, Figures(test), genotypeJson, cost.Parameters, cost.MultiplyAdds, genotype.OperationCounts,
            _files.WritePictures(genotype, "retrained"), new RetrainResult(best, _plan.Settings.Best, validation), _peak.OfAll(_group));
        _files.WriteResults(result);
        _completed = true;
        Checkpoint(wait: true);
        return result;
    }

    /// <inheritdoc/>
    public void RequestStop(bool checkpoint)
    {
        _checkpointAtStop = checkpoint;
        _trainer.RequestStop();
    }

    /// <summary>Every replica holds the one network that there is.</summary>
    bool ISharedState.TakeRole(SessionGroup next) => false;

    /// <inheritdoc/>
    CheckpointContent ISharedState.Snapshot(long generation) => RetrainSnapshot.Take(_trainer, _plan.GenotypeJson, Position, generation, _options.SpecHash);

    /// <inheritdoc/>
    public void Restore(CheckpointReadResult state)
    {
        SessionRestore.RequireSame(state, _options.SpecHash, _trainer.DataFingerprint, _trainer.SplitHash);
        RetrainSnapshot.Restore(_trainer, state);
        _completed = state.Manifest.Cursor.Phase == TrainingPhase.Completed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _checkpoints.Dispose();
        _files.Dispose();
        _trainer.Audit?.Dispose();
        _trainer.Dispose();
    }

    /// <returns>False if it was stopped.</returns>
    private bool Train()
    {
        while (true)
        {
            // Also first thing after a resume: the checkpoint may stand between an epoch's last step and its measure.
            if (_trainer.IsMeasureDue)
            {
                Measure();
            }

            if (_trainer.IsCompleted)
            {
                return true;
            }

            // After the measure, so that a death does not cost it.
            if (_isCheckpointDue)
            {
                _membership.RequireEqual();
                Checkpoint(wait: false);
            }

            if (_checkpoints.IsDueAfterNext())
            {
                _trainer.AnnounceCheckpoint();
            }

            RetrainCursor committed = _trainer.Next;
            RetrainStepFigures figures = _trainer.RunStep();
            StepCommitted(committed, figures);
            if (figures.StopRequested)
            {
                _trainer.StopGranted();
                return false;
            }
        }
    }

    private void Measure()
    {
        int epoch = _trainer.Measured.Count;
        HeldOutFigures figures = Figures(_trainer.Measure());
        if (_group.Rank == 0)
        {
            _files.WriteEpochs([.. _trainer.Measured.Select(Figures)]);
            _files.AppendHeldOut(_trainer.Schedule.GlobalStep(_trainer.Next), figures);
            _events.Measured(epoch, figures);
        }

        // The next step's time is not the measure's.
        _clock.Start();

        Failpoints.Reach(TrainingFailpoints.EpochMeasured, $"epoch {epoch + 1}");
    }

    private void StepCommitted(RetrainCursor committed, RetrainStepFigures figures)
    {
        Cursor position = RetrainSnapshot.Position(committed);
        Failpoints.Reach(TrainingFailpoints.StepCommitted, position);
        RetrainSchedule schedule = _trainer.Schedule;
        (double seconds, double imagesPerSecond) = _clock.Step(batches: 1);
        SessionProgress progress = new(
            position, 0, schedule.Epochs, schedule.Steps, schedule.GlobalStep(_trainer.Next), schedule.TotalSteps,
            null, figures.Loss, null, null, null, figures.Accuracy, imagesPerSecond, seconds, DataWait.ShareOf(_trainer.TakeDataWait(), seconds));
        _files.Append(MetricsLine.Of(progress, _membership.Place!.Generation) with
        {
            AuxiliaryLoss = figures.AuxiliaryLoss,
            EvaluationGradientNorm = figures.GradientNorm,
            EvaluationLearningRate = schedule.LearningRate(committed.Epoch),
            PeakMemoryMib = PeakMemory.Mebibytes(),
        });
        _events.Progress(progress);
        if (_trainer.Next.Step == 0)
        {
            Failpoints.Reach(TrainingFailpoints.EpochEnd, position);
        }

        _checkpoints.Stepped();
        _group.DataDeadline = _clock.Patience;
        _isCheckpointDue = figures.CheckpointDue;
    }

    private void Checkpoint(bool wait)
    {
        _checkpoints.Take(() => RetrainSnapshot.Take(_trainer, _plan.GenotypeJson, Position, _membership.Place!.Generation, _options.SpecHash), _files, wait);
        _isCheckpointDue = false;
    }

    private static HeldOutFigures Figures(EvaluationFigures figures) => new(figures.Top1, figures.Loss, figures.Pictures, figures.Top5);
}
