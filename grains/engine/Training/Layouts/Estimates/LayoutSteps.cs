namespace Cdarts.Engine.Training.Layouts.Estimates;

/// <summary>Seconds of the three kinds of step in a layout.</summary>
/// <param name="SearchWarmup">A search warm-up step.</param>
/// <param name="EvaluationWarmup">An evaluation warm-up step.</param>
/// <param name="Joint">A joint step, both updates.</param>
internal sealed record LayoutSteps(double SearchWarmup, double EvaluationWarmup, double Joint)
{
    /// <summary>Of a joint step: the exchange of ensemble logits; 0 where the networks are together.</summary>
    public double Exchange { get; init; }

    /// <summary>Share of a joint step in which a search replica neither computes nor adds up its side's gradients.</summary>
    public double SearchIdle { get; init; }

    /// <summary>The same of an evaluation replica.</summary>
    public double EvaluationIdle { get; init; }

    /// <summary>Seconds of a whole search for every step of an epoch.</summary>
    internal double Run(ScheduleSettings schedule) =>
        (schedule.SearchWarmupEpochs * SearchWarmup)
        + (schedule.Cycles * ((schedule.EvaluationWarmupEpochs * EvaluationWarmup) + (schedule.JointEpochs * Joint)));

    /// <summary>Pictures per second of a joint step, which takes a validation and a training batch.</summary>
    internal double PicturesPerSecond(int batch) => 2 * batch / Joint;
}
