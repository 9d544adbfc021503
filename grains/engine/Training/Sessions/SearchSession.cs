using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Diagnostics;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>
/// A trainer with its run folder: restores the newest checkpoint that verifies, cuts the folder back to it, and while training writes metrics,
/// topologies and checkpoints.
/// </summary>
internal sealed class SearchSession : ISearchSession
{
    private readonly CdartsTrainer _trainer;
    private readonly SessionOptions _options;
    private readonly ISessionEvents _events;
    private readonly SessionFiles _files;
    private readonly SessionShape _shape;
    private readonly SessionCheckpoints _checkpoints;
    private readonly StepClock _clock;
    private volatile bool _checkpointAtStop = true;

    internal SearchSession(
        CdartsTrainer trainer,
        RunFolder folder,
        CheckpointStore store,
        SessionShape shape,
        SessionOptions options,
        ISessionEvents events,
        TimeProvider timeProvider)
    {
        _trainer = trainer;
        _shape = shape;
        _options = options;
        _events = events;
        ResumePoint = SessionRestore.Run(trainer, folder, store, options);
        _files = new SessionFiles(
            folder, options, trainer.Schedule.GlobalStep(trainer.Next), trainer.History.Count, timeProvider, events.Warning);
        _clock = new StepClock(timeProvider, options.Settings.Data.BatchSize);
        _checkpoints = new SessionCheckpoints(store, options, events, timeProvider, ResumePoint.CheckpointName);
    }

    /// <inheritdoc/>
    public ResumePoint ResumePoint { get; }

    /// <inheritdoc/>
    public PhaseResult RunPhase(PhaseCommand command)
    {
        PeakMemory.Reset();
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
            heldOut = command.Phase == TrainingPhase.Joint && _options.Rank == 0 ? HeldOut(command.Cycle) : null;
            Failpoints.Reach(TrainingFailpoints.PhaseEnd, $"cycle {command.Cycle + 1} {command.Phase}");
        }

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
        HeldOutFigures? heldOut = _trainer.EvaluateHeldOut();
        string? trained = _options.Settings.Strategy == SearchStrategy.Cdarts ? _trainer.History[^1].GenotypeJson : null;
        NetworkSettings network = _options.Settings.Network;
        Genotype genotype = GenotypeJson.Read(genotypeJson, "the final genotype", network.SearchSpace());
        NetworkCost cost = NetworkCost.Evaluation(network, genotype, _shape.Classes, _shape.ImageSize);
        RunResult result = new(
            GenotypeJson.Write(genotype), heldOut, trained, cost.Parameters, cost.MultiplyAdds, genotype.OperationCounts, _files.WritePictures(genotype, "final"));
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
    public void Dispose()
    {
        _checkpoints.Dispose();
        _files.Dispose();
        _trainer.Dispose();
    }

    private void Adopt(int cycle, string json, string alphasDigest)
    {
        Genotype topology = GenotypeJson.Read(json, $"the topology of cycle {cycle + 1}", _options.Settings.Network.SearchSpace());
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

    private void StepCommitted(Cursor committed, StepFigures figures)
    {
        Failpoints.Reach(TrainingFailpoints.StepCommitted, committed);
        RunSchedule schedule = _trainer.Schedule;
        (double seconds, double imagesPerSecond) = _clock.Step(committed.Phase == TrainingPhase.Joint ? 2 : 1);
        SessionProgress progress = new(
            committed, schedule.Cycles, schedule.Epochs(committed.Phase), schedule.Steps, schedule.GlobalStep(_trainer.Next), schedule.TotalSteps,
            figures.SearchLoss, figures.EvaluationLoss, figures.InteractiveLoss, figures.RegulariserLoss, figures.SearchAccuracy,
            figures.EvaluationAccuracy, imagesPerSecond, seconds);
        _files.Append(Line(progress, figures, schedule.Plan(committed, stop: false)));
        _events.Progress(progress);
        if (_trainer.Next.Step == 0)
        {
            Failpoints.Reach(TrainingFailpoints.EpochEnd, committed);
        }

        if (_checkpoints.IsDue() && _trainer.Next.Phase == committed.Phase)
        {
            Checkpoint(wait: false);
        }
    }

    private MetricsLine Line(SessionProgress progress, StepFigures figures, StepPlan plan)
    {
        bool joint = progress.Committed.Phase == TrainingPhase.Joint;
        return MetricsLine.Of(progress, _options.Generation) with
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
        _checkpoints.Take(() => TrainerSnapshot.Take(_trainer, _options.Generation, _options.SpecHash), _files, wait);
}
