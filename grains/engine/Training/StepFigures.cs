using Cdarts.Engine.Training.Layouts;

namespace Cdarts.Engine.Training;

/// <summary>What a committed step measured, over the global batch. A value that the step does not have is null.</summary>
/// <param name="SearchLoss">Cross-entropy of the search network: in a joint step on the validation batch.</param>
/// <param name="EvaluationLoss">Cross-entropy of the evaluation network.</param>
/// <param name="InteractiveLoss">loss_alpha T² D.</param>
/// <param name="RegulariserLoss">λ R.</param>
/// <param name="WeightLoss">Cross-entropy of the search network on the training batch (second update of a joint step).</param>
/// <param name="SearchAccuracy">Top-1 of the search network on the batch of <paramref name="SearchLoss"/>.</param>
/// <param name="EvaluationAccuracy">Top-1 of the evaluation network.</param>
/// <param name="SearchGradientNorm">Norm of the search group's gradient before clipping.</param>
/// <param name="EvaluationGradientNorm">Norm of the evaluation group's gradient before clipping.</param>
/// <param name="AlphaEntropy">Mean over the edges of the entropy of the candidates' softmax weights, nats, before the step.</param>
/// <param name="StopRequested">Whether a replica asked to stop after this step.</param>
/// <param name="CheckpointDue">Whether rank 0 takes a checkpoint after this step.</param>
public sealed record StepFigures(
    double? SearchLoss,
    double? EvaluationLoss,
    double? InteractiveLoss,
    double? RegulariserLoss,
    double? WeightLoss,
    double? SearchAccuracy,
    double? EvaluationAccuracy,
    double? SearchGradientNorm,
    double? EvaluationGradientNorm,
    double? AlphaEntropy,
    bool StopRequested,
    bool CheckpointDue = false)
{
    /// <summary>What the sides waited for each other; null when the networks are together.</summary>
    public SideFigures? Sides { get; init; }

    /// <summary>The figures of a step from what its votes gave.</summary>
    internal static StepFigures Of(
        IReadOnlyDictionary<UpdateScalar, double> scalars, SideFigures? sides, double? searchNorm = null, double? evaluationNorm = null)
    {
        double? Value(UpdateScalar scalar) => scalars.TryGetValue(scalar, out double value) ? value : null;
        double count = scalars[UpdateScalar.Count];
        return new StepFigures(
            Value(UpdateScalar.SearchLoss),
            Value(UpdateScalar.EvaluationLoss),
            Value(UpdateScalar.InteractiveLoss),
            Value(UpdateScalar.RegulariserLoss),
            Value(UpdateScalar.WeightLoss),
            Value(UpdateScalar.SearchCorrect) / count,
            Value(UpdateScalar.EvaluationCorrect) / count,
            searchNorm,
            evaluationNorm,
            Value(UpdateScalar.AlphaEntropy),
            scalars[UpdateScalar.Stop] > 0,
            scalars[UpdateScalar.Checkpoint] > 0)
        {
            Sides = sides,
        };
    }
}
