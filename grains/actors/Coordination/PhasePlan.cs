using Cdarts.Engine.Training;

namespace Cdarts.Grains.Coordination;

/// <summary>
/// The order of phases of a search: search warm-up, then in every cycle derive, evaluation warm-up and joint, then the final derivation. What comes next
/// depends on the cursor alone, so that a resumed run takes the same way as an undisturbed one. A retraining is one phase.
/// </summary>
internal static class PhasePlan
{
    /// <summary>Where a completed retraining, whose one phase is of cycle 0, stands.</summary>
    public static Cursor RetrainCompleted { get; } = new(1, TrainingPhase.Completed, 0, 0, 0);

    /// <summary>What to do at a cursor: a phase to run, or the topology of <see cref="PlanStep.Cycle"/> to derive (the final one after the last cycle).</summary>
    public static PlanStep At(Cursor cursor, int cycles) => cursor.Phase switch
    {
        TrainingPhase.SearchWarmup or TrainingPhase.Retrain => new(cursor.Phase, 0),
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
        TrainingPhase.Retrain => RetrainCompleted,
        TrainingPhase.Joint when cycle + 1 < cycles => new(cycle + 1, TrainingPhase.DeriveTopology, 0, 0, 0),
        _ => new(cycles, TrainingPhase.Completed, 0, 0, 0),
    };
}

/// <summary>One step of the plan.</summary>
/// <param name="Phase">SearchWarmup, DeriveTopology, EvaluationWarmup, Joint or Retrain.</param>
/// <param name="Cycle">Cycle, from 0; the number of cycles for the final derivation.</param>
internal readonly record struct PlanStep(TrainingPhase Phase, int Cycle);
