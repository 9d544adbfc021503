using Cdarts.Engine.Data;
using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Training.Sessions;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

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
            return Measure(data, Logits);
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

    private static HeldOutFigures Measure(TrainingData data, Func<Tensor, ForwardPass, Tensor> logitsOf)
    {
        double loss = 0;
        long correct = 0;
        int pictures = 0;
        foreach (Batch batch in data.Test())
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor logits = logitsOf(batch.Images, ForwardPass.Inference);
            loss += F.cross_entropy(logits, batch.Labels, reduction: nn.Reduction.Sum).to(ScalarType.Float64).item<double>();
            correct += Losses.Correct(logits, batch.Labels).item<long>();
            pictures += batch.Count;
        }

        return new HeldOutFigures((double)correct / pictures, loss / pictures, pictures);
    }
}
