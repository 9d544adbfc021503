using Cdarts.Client.Rendering;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Runs;

/// <summary>How much a run is going to do, as far as its specification tells; 0 = only its data tell.</summary>
/// <param name="Cycles">Cycles; 0 = it has none.</param>
/// <param name="StepsPerEpoch">Steps of every epoch.</param>
/// <param name="TotalSteps">Steps of the whole run.</param>
/// <param name="Epochs">Epochs of a phase by its name; others have as many as the joint phase.</param>
internal sealed record PlannedSteps(int Cycles, int StepsPerEpoch, long TotalSteps, IReadOnlyDictionary<string, int> Epochs)
{
    private const string Joint = "Joint";

    public static PlannedSteps Of(RunSpec spec) => spec.Task == RunTask.Retrain ? Of(spec.Retrain) : Of(spec.Schedule, RunLocation.CyclesOf(spec), spec.Strategy);

    /// <summary>Epochs of a phase.</summary>
    public int EpochsOf(string phase) => Epochs.TryGetValue(phase, out int epochs) ? epochs : Epochs.GetValueOrDefault(Joint);

    private static PlannedSteps Of(RetrainSpec retrain) => new(
        0, retrain.StepsPerEpoch, (long)retrain.StepsPerEpoch * retrain.Epochs, new Dictionary<string, int> { ["Retrain"] = retrain.Epochs });

    private static PlannedSteps Of(ScheduleSpec schedule, int cycles, SearchStrategy strategy)
    {
        // Cycles of DARTS have no evaluation network to warm up, and a random topology needs no training at all.
        int warmup = strategy == SearchStrategy.Random ? 0 : schedule.SearchWarmupEpochs;
        int evaluationWarmup = strategy == SearchStrategy.Cdarts ? schedule.EvaluationWarmupEpochs : 0;
        return new(
            cycles,
            schedule.StepsPerEpoch,
            schedule.StepsPerEpoch * (warmup + ((long)cycles * (evaluationWarmup + schedule.JointEpochs))),
            new Dictionary<string, int> { ["SearchWarmup"] = warmup, ["EvaluationWarmup"] = evaluationWarmup, [Joint] = schedule.JointEpochs });
    }
}
