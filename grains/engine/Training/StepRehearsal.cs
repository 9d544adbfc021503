using Cdarts.Engine.Data;
using Cdarts.Engine.Optimizers;
using Cdarts.Engine.Training.Layouts;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training;

/// <summary>The passes of a step without what makes them count. Bound to the training thread.</summary>
internal static class StepRehearsal
{
    /// <summary>
    /// The passes of the networks that are here, forwards and backwards, without exchange, vote and optimizer: gradients and staged statistics are those of the
    /// next update before they count.
    /// </summary>
    /// <param name="state">State.</param>
    /// <param name="loss">Losses.</param>
    /// <param name="groups">Groups.</param>
    /// <param name="batch">Any pictures.</param>
    /// <param name="withEvaluation">Whether the evaluation network has a topology.</param>
    /// <param name="joint">Whether the networks meet here; otherwise one goes after the other, which takes no more memory than the larger of them.</param>
    internal static void Run(NetworkState state, LossSettings loss, ReplicaGroups groups, Batch batch, bool withEvaluation, bool joint)
    {
        using DisposeScope scope = NewDisposeScope();
        SearchHalf search = new(state, loss);
        EvaluationHalf evaluation = new(state, loss);
        BatchPart part = new(batch, 0, 1, 1);
        Update Unused(FlatRange learning) => new(state.Buffers, state.Statistics, groups, learning, 1);
        if (groups.Holds(NetworkSide.Search))
        {
            search.LearnWeights(part, Unused(state.Buffers.SearchGroup), UpdateScalar.WeightLoss);
        }

        if (!withEvaluation || !groups.Holds(NetworkSide.Evaluation))
        {
            return;
        }

        if (!joint || groups.IsSplit)
        {
            scope.DisposeEverything();
            evaluation.LearnAlone(part, Unused(state.Buffers.EvaluationGroup));
            return;
        }

        Update update = Unused(state.Buffers.EvaluationGroup.To(state.Buffers.Alphas));
        TogetherExchange exchange = new();
        exchange.Give(NetworkSide.Search, search.Forward(part, update), part.Index);
        exchange.Give(NetworkSide.Evaluation, evaluation.Forward(part, update), part.Index);
        search.Backward(part, exchange.Take(NetworkSide.Search), 0, update);
        evaluation.Backward(part, exchange.Take(NetworkSide.Evaluation), update);
    }
}
