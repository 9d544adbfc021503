using System.Text.Json;
using System.Text.Json.Serialization;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Training.Layouts;
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
    /// <summary>A loss may be infinite.</summary>
    private static readonly JsonSerializerOptions Exact = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>
    /// How long the other side's replicas may be busy with the test set, which has nothing to do with the duration of a step. That they live is told by their beats.
    /// </summary>
    private static readonly TimeSpan WholeTestSet = TimeSpan.FromDays(1);

    /// <summary>The figures; all replicas must call it and get the same. Those that hold the network share the test set.</summary>
    internal static HeldOutFigures Evaluate(NetworkState state, NetworkSide side, TrainingData data, int statisticsBatches, ReplicaGroups groups)
    {
        if (!groups.IsSplit)
        {
            return Measure(state, side, data, statisticsBatches, groups.Own);
        }

        byte[] own = groups.Holds(side) ? JsonSerializer.SerializeToUtf8Bytes(Measure(state, side, data, statisticsBatches, groups.Own), Exact) : [];
        TimeSpan deadline = groups.World.DataDeadline;
        try
        {
            groups.World.DataDeadline = WholeTestSet;
            return JsonSerializer.Deserialize<HeldOutFigures>(groups.World.AllGather(own)[groups.WorldRank(side, 0)], Exact)!;
        }
        finally
        {
            groups.World.DataDeadline = deadline;
        }
    }

    /// <summary>Makes a network's running statistics the mean over fixed training batches of each batch's statistics.</summary>
    internal static void EstimateStatistics(NetworkState state, NetworkSide side, TrainingData data, int batches)
    {
        ForwardPass pass = side == NetworkSide.Search ? ForwardPass.Search : ForwardPass.Evaluation;
        IReadOnlyList<FlatRange> ranges = state.StagedStatistics(side, withHeads: false).All;

        // Every replica sees the same pictures: a sum over the replicas would count each of them several times.
        BatchStatistics statistics = side == NetworkSide.Search ? state.Search.Statistics : state.Evaluation.Statistics;
        using IDisposable alone = statistics.Pause();
        int seen = 0;
        foreach (Batch batch in data.Statistics(batches))
        {
            using DisposeScope scope = NewDisposeScope();
            data.StatisticsParts.ForEach(batch, batch.Count, part =>
            {
                Logits(state, side, part.Batch.Images, pass);
                seen += part.Batch.Count;
                state.Statistics.Commit(pass, ranges, momentum: (double)part.Batch.Count / seen);
            });
        }
    }

    private static HeldOutFigures Measure(NetworkState state, NetworkSide side, TrainingData data, int statisticsBatches, ICollective group)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor saved = state.Statistics.Save();
        try
        {
            EstimateStatistics(state, side, data, statisticsBatches);
            EvaluationFigures figures = Evaluator.Evaluate(images => Logits(state, side, images, ForwardPass.Inference), data.Test(), group);
            return new HeldOutFigures(figures.Top1, figures.Loss, figures.Pictures, figures.Top5);
        }
        finally
        {
            state.Statistics.Restore(saved);
        }
    }

    private static Tensor Logits(NetworkState state, NetworkSide side, Tensor images, ForwardPass pass) => side == NetworkSide.Search
        ? state.Search.Forward(images, state.Mutator.Sample(), pass, withEnsemble: false).Logits
        : state.Evaluation.Forward(images, pass, withEnsemble: false).Logits;
}
