using Cdarts.Engine.Training;

namespace Cdarts.Grains.Coordination;

/// <summary>
/// The order of phases: search warm-up, then in every cycle derive, evaluation warm-up and joint, then the final derivation. What comes next
/// depends on the cursor alone, so that a resumed run takes the same way as an undisturbed one.
/// </summary>
internal static class PhasePlan
{
    /// <summary>What to do at a cursor: a phase to run, or the topology of <see cref="PlanStep.Cycle"/> to derive (the final one after the last cycle).</summary>
    public static PlanStep At(Cursor cursor, int cycles) => cursor.Phase switch
    {
        TrainingPhase.SearchWarmup => new(TrainingPhase.SearchWarmup, 0),
        TrainingPhase.Completed => new(TrainingPhase.DeriveTopology, cycles),
        _ when cursor.Cycle >= cycles => new(TrainingPhase.DeriveTopology, cycles),
        _ => new(cursor.Phase, cursor.Cycle),
    };

    /// <summary>Where the run stands after a phase.</summary>
    public static Cursor After(TrainingPhase phase, int cycle, int cycles) => phase switch
    {
        TrainingPhase.SearchWarmup => new(0, TrainingPhase.DeriveTopology, 0, 0, 0),
        TrainingPhase.DeriveTopology => new(cycle, TrainingPhase.EvaluationWarmup, 0, 0, 0),
        TrainingPhase.EvaluationWarmup => new(cycle, TrainingPhase.Joint, 0, 0, 0),
        TrainingPhase.Joint when cycle + 1 < cycles => new(cycle + 1, TrainingPhase.DeriveTopology, 0, 0, 0),
        _ => new(cycles, TrainingPhase.Completed, 0, 0, 0),
    };
}

/// <summary>One step of the plan.</summary>
/// <param name="Phase">SearchWarmup, DeriveTopology, EvaluationWarmup or Joint.</param>
/// <param name="Cycle">Cycle, from 0; the number of cycles for the final derivation.</param>
internal readonly record struct PlanStep(TrainingPhase Phase, int Cycle);
