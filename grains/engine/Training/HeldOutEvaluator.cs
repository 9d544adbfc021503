using Cdarts.Engine.Data;
using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Training.Sessions;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training;

/// <summary>
/// Held-out figures of one of the two networks, on the official test set: reported, never decided on. Short runs have stale running statistics, so
/// they are re-estimated on fixed training batches; the run's own are put back afterwards, bit for bit.
/// </summary>
internal static class HeldOutEvaluator
{
    internal static HeldOutFigures Evaluate(NetworkState state, NetworkSide side, TrainingData data, int statisticsBatches)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        ArchitectureWeights weights = state.Mutator.Sample();
        Tensor Logits(Tensor images, ForwardPass pass) => side == NetworkSide.Search
            ? state.Search.Forward(images, weights, pass, withEnsemble: false).Logits
            : state.Evaluation.Forward(images, pass, withEnsemble: false).Logits;
        Tensor saved = state.Statistics.Save();
        try
        {
            EstimateStatistics(state, side, data, statisticsBatches, Logits);
            EvaluationFigures figures = Evaluator.Evaluate(images => Logits(images, ForwardPass.Inference), data.Test());
            return new HeldOutFigures(figures.Top1, figures.Loss, figures.Pictures, figures.Top5);
        }
        finally
        {
            state.Statistics.Restore(saved);
        }
    }

    /// <summary>Mean over the batches of each batch's statistics.</summary>
    private static void EstimateStatistics(
        NetworkState state, NetworkSide side, TrainingData data, int batches, Func<Tensor, ForwardPass, Tensor> logits)
    {
        ForwardPass pass = side == NetworkSide.Search ? ForwardPass.Search : ForwardPass.Evaluation;
        IReadOnlyList<FlatRange> ranges = state.StagedRanges(side, withHeads: false);
        int seen = 0;
        foreach (Batch batch in data.Statistics(batches))
        {
            using DisposeScope scope = NewDisposeScope();
            logits(batch.Images, pass);
            state.Statistics.Commit(pass, ranges, momentum: 1.0 / ++seen);
        }
    }
}
