using Cdarts.Engine.Data;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Training.Sessions;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

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
            return Measure(state, data);
        }
        finally
        {
            state.Statistics.Restore(saved);
        }
    }

    /// <summary>Makes the evaluation network's running statistics the mean over fixed training batches of each batch's statistics.</summary>
    internal static void EstimateStatistics(NetworkState state, TrainingData data, int batches)
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

    private static HeldOutFigures Measure(NetworkState state, TrainingData data)
    {
        double loss = 0;
        long correct = 0;
        int pictures = 0;
        foreach (Batch batch in data.Test())
        {
            using DisposeScope scope = NewDisposeScope();
            (Tensor logits, _) = state.Evaluation.Forward(batch.Images, ForwardPass.Inference, withEnsemble: false);
            loss += F.cross_entropy(logits, batch.Labels, reduction: nn.Reduction.Sum).to(ScalarType.Float64).item<double>();
            correct += Losses.Correct(logits, batch.Labels).item<long>();
            pictures += batch.Count;
        }

        return new HeldOutFigures((double)correct / pictures, loss / pictures, pictures);
    }
}
