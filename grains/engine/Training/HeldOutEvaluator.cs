using Cdarts.Engine.Data;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Training.Sessions;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training;

/// <summary>
/// Held-out figures of the evaluation network, on the official test set: reported, never decided on. Short runs have stale running statistics, so
/// they are re-estimated on fixed training batches; the run's own are put back afterwards, bit for bit.
/// </summary>
internal static class HeldOutEvaluator
{
    internal static HeldOutFigures Evaluate(NetworkState state, TrainingData data, int statisticsBatches)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor saved = state.Statistics.Save();
        try
        {
            EstimateStatistics(state, data, statisticsBatches);
            EvaluationFigures figures = Evaluator.Evaluate(x => state.Evaluation.Forward(x, ForwardPass.Inference, withEnsemble: false).Logits, data.Test());
            return new HeldOutFigures(figures.Top1, figures.Loss, figures.Pictures);
        }
        finally
        {
            state.Statistics.Restore(saved);
        }
    }

    /// <summary>Mean over the batches of each batch's statistics.</summary>
    private static void EstimateStatistics(NetworkState state, TrainingData data, int batches)
    {
        IReadOnlyList<FlatRange> ranges = state.StagedRanges(NetworkSide.Evaluation, withHeads: false);
        int seen = 0;
        foreach (Batch batch in data.Statistics(batches))
        {
            using DisposeScope scope = NewDisposeScope();
            state.Evaluation.Forward(batch.Images, ForwardPass.Evaluation, withEnsemble: false);
            state.Statistics.Commit(ForwardPass.Evaluation, ranges, momentum: 1.0 / ++seen);
        }
    }
}
