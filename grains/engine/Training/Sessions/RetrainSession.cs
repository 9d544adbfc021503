using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Training.Retraining;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>
/// A retrainer with its run folder: restores the newest checkpoint that verifies, cuts the folder back to it, and while training writes metrics, figures
/// and checkpoints. A run is one phase.
/// </summary>
internal sealed class RetrainSession : ISearchSession
{
    private readonly Retrainer _trainer;
    private readonly SessionOptions _options;
    private readonly RetrainPlan _plan;
    private readonly SessionShape _shape;
    private readonly ISessionEvents _events;
    private readonly SessionFiles _files;
    private readonly SessionCheckpoints _checkpoints;
    private readonly StepClock _clock;
    private volatile bool _checkpointAtStop = true;
    private bool _isCheckpointDue;
    private bool _completed;

    internal RetrainSession(
        Retrainer trainer,
        RunFolder folder,
        CheckpointStore store,
        SessionShape shape,
        SessionOptions options,
        ISessionEvents events,
        TimeProvider timeProvider)
    {
        (_trainer, _options, _plan, _shape, _events) = (trainer, options, options.Retrain!, shape, events);
        ResumePoint = Restore(folder, store);
        _files = new SessionFiles(folder, options, trainer.Schedule.GlobalStep(trainer.Next), 0, timeProvider, events.Warning);
        if (trainer.Measured.Count > 0 || File.Exists(folder.EpochsFile))
        {
            // Cut back like the rest of the folder.
            _files.WriteEpochs([.. trainer.Measured.Select(Figures)]);
        }

        _clock = new StepClock(timeProvider, _plan.Settings.Data.BatchSize);
        _checkpoints = new SessionCheckpoints(store, options, events, timeProvider, ResumePoint.CheckpointName);
    }

    /// <inheritdoc/>
    public ResumePoint ResumePoint { get; }

    private Cursor Position => _completed ? new Cursor(1, TrainingPhase.Completed, 0, 0, 0) : RetrainSnapshot.Position(_trainer.Next);

    /// <inheritdoc/>
    public PhaseResult RunPhase(PhaseCommand command)
    {
        PeakMemory.Reset();
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
            _files.WritePictures(genotype, "retrained"), new RetrainResult(best, _plan.Settings.Best, validation));
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

    /// <inheritdoc/>
    public void Dispose()
    {
        _checkpoints.Dispose();
        _files.Dispose();
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
                Checkpoint(wait: false);
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
        if (_options.Rank == 0)
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
            null, figures.Loss, null, null, null, figures.Accuracy, imagesPerSecond, seconds);
        _files.Append(MetricsLine.Of(progress, _options.Generation) with
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

        _isCheckpointDue = _checkpoints.IsDue();
    }

    private ResumePoint Restore(RunFolder folder, CheckpointStore store)
    {
        List<string> warnings = [];
        CheckpointReadResult? checkpoint = store.LoadNewest(warnings.Add);
        if (checkpoint is not null)
        {
            SessionRestore.RequireSame(checkpoint, _options.SpecHash, _trainer.DataFingerprint, _trainer.SplitHash);
            RetrainSnapshot.Restore(_trainer, checkpoint);
            _completed = checkpoint.Manifest.Cursor.Phase == TrainingPhase.Completed;
        }

        return new ResumePoint(
            Position, [], _trainer.WeightsDigest(), _plan.GenotypeJson, [], checkpoint?.Manifest.Name, store.HighestGeneration(folder.MetricsFile), warnings);
    }

    private void Checkpoint(bool wait)
    {
        _checkpoints.Take(() => RetrainSnapshot.Take(_trainer, _plan.GenotypeJson, Position, _options.Generation, _options.SpecHash), _files, wait);
        _isCheckpointDue = false;
    }

    private static HeldOutFigures Figures(EvaluationFigures figures) => new(figures.Top1, figures.Loss, figures.Pictures, figures.Top5);
}
