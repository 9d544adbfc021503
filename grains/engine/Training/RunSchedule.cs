using Cdarts.Engine.Data;

namespace Cdarts.Engine.Training;

/// <summary>
/// How a run's phases, epochs and steps follow each other, as pure functions of the cursor: a resumed run needs nothing but its cursor.
/// </summary>
internal sealed class RunSchedule(CdartsSettings settings, int stepsPerEpoch)
{
    private readonly ScheduleSettings _schedule = settings.EffectiveSchedule();

    internal int Steps => stepsPerEpoch;

    internal int Cycles => _schedule.Cycles;

    /// <summary>Committed steps of a completed run.</summary>
    internal long TotalSteps => GlobalStep(new Cursor(Cycles, TrainingPhase.DeriveTopology, 0, 0, 0));

    /// <summary>The first update of a run.</summary>
    internal Cursor First => FirstOf(0, TrainingPhase.SearchWarmup);

    private int CycleEpochs => _schedule.EvaluationWarmupEpochs + _schedule.JointEpochs;

    /// <summary>Epochs of search warm-up and joint phases together, over which λ and learning rates move.</summary>
    private int MainEpochs => _schedule.SearchWarmupEpochs + (Cycles * _schedule.JointEpochs);

    internal int Epochs(TrainingPhase phase) => phase switch
    {
        TrainingPhase.SearchWarmup => _schedule.SearchWarmupEpochs,
        TrainingPhase.EvaluationWarmup => _schedule.EvaluationWarmupEpochs,
        TrainingPhase.Joint => _schedule.JointEpochs,
        _ => 0,
    };

    /// <summary>Start of a phase, or of the next one that has epochs.</summary>
    internal Cursor FirstOf(int cycle, TrainingPhase phase) => phase switch
    {
        TrainingPhase.SearchWarmup when _schedule.SearchWarmupEpochs == 0 => FirstOf(0, TrainingPhase.DeriveTopology),
        TrainingPhase.EvaluationWarmup when _schedule.EvaluationWarmupEpochs == 0 => FirstOf(cycle, TrainingPhase.Joint),
        TrainingPhase.Joint when _schedule.JointEpochs == 0 => FirstOf(cycle + 1, TrainingPhase.DeriveTopology),
        _ => new Cursor(cycle, phase, 0, 0, 0),
    };

    /// <summary>The cursor after a committed step.</summary>
    internal Cursor After(Cursor step)
    {
        if (step.Step + 1 < Steps)
        {
            return step with { Step = step.Step + 1, Update = 0 };
        }

        if (step.Epoch + 1 < Epochs(step.Phase))
        {
            return step with { Epoch = step.Epoch + 1, Step = 0, Update = 0 };
        }

        return step.Phase switch
        {
            TrainingPhase.SearchWarmup => FirstOf(0, TrainingPhase.DeriveTopology),
            TrainingPhase.EvaluationWarmup => FirstOf(step.Cycle, TrainingPhase.Joint),
            _ => FirstOf(step.Cycle + 1, TrainingPhase.DeriveTopology),
        };
    }

    /// <summary>Steps committed before a cursor.</summary>
    internal long GlobalStep(Cursor next) => (EpochsBefore(next) * Steps) + (IsTraining(next) ? next.Step : 0);

    /// <summary>Updates committed before a cursor; a joint step has two.</summary>
    internal long GlobalUpdate(Cursor next)
    {
        long jointEpochs = ((long)next.Cycle * _schedule.JointEpochs) + (next.Phase == TrainingPhase.Joint ? next.Epoch : 0);
        long jointSteps = (jointEpochs * Steps) + (next.Phase == TrainingPhase.Joint ? next.Step : 0);
        return GlobalStep(next) + jointSteps + next.Update;
    }

    /// <summary>Epoch counter of a stream, which never repeats in a run.</summary>
    internal long StreamEpoch(DataStream stream, Cursor cursor) => stream switch
    {
        DataStream.EvaluationWarmup or DataStream.SearchMeanwhile => ((long)cursor.Cycle * _schedule.EvaluationWarmupEpochs) + cursor.Epoch,
        DataStream.SearchValid => ((long)cursor.Cycle * _schedule.JointEpochs) + cursor.Epoch,
        _ => MainEpoch(cursor),
    };

    /// <summary>The updates' settings that depend on the epoch.</summary>
    internal StepPlan Plan(Cursor cursor, bool stop, bool checkpoint = false) => new(
        cursor,
        Schedules.LearningRate(settings.SearchOptimizer, MainEpoch(cursor), MainEpochs),
        Schedules.LearningRate(settings.EvaluationOptimizer, MainEpoch(cursor), MainEpochs),
        cursor.Phase == TrainingPhase.Joint
            ? Schedules.RegulariserWeight(settings.Regulariser, MainEpoch(cursor), _schedule.SearchWarmupEpochs, MainEpochs)
            : 0,
        settings.Data.BatchSize,
        stop,
        checkpoint);

    private static bool IsTraining(Cursor cursor) =>
        cursor.Phase is TrainingPhase.SearchWarmup or TrainingPhase.EvaluationWarmup or TrainingPhase.Joint;

    /// <summary>Epoch over search warm-up and joint phases; an evaluation warm-up counts as the joint epoch that it leads to.</summary>
    private int MainEpoch(Cursor cursor) => cursor.Phase switch
    {
        TrainingPhase.SearchWarmup => cursor.Epoch,
        TrainingPhase.Joint => _schedule.SearchWarmupEpochs + (cursor.Cycle * _schedule.JointEpochs) + cursor.Epoch,
        _ => _schedule.SearchWarmupEpochs + (cursor.Cycle * _schedule.JointEpochs),
    };

    private long EpochsBefore(Cursor next)
    {
        if (next.Phase == TrainingPhase.SearchWarmup)
        {
            return next.Epoch;
        }

        long before = _schedule.SearchWarmupEpochs + ((long)next.Cycle * CycleEpochs);
        return next.Phase switch
        {
            TrainingPhase.EvaluationWarmup => before + next.Epoch,
            TrainingPhase.Joint => before + _schedule.EvaluationWarmupEpochs + next.Epoch,
            _ => before,
        };
    }
}
