namespace Cdarts.Engine.Training.Layouts.Estimates;

/// <summary>
/// Times of steps in both layouts, for equal devices: the largest slice's computation, then the messages; nothing overlaps but the two sides. Pure arithmetic.
/// </summary>
/// <param name="costs">One device's.</param>
/// <param name="wire">What connects the devices.</param>
internal sealed class LayoutModel(LayoutCosts costs, Wire wire)
{
    /// <summary>Both networks on every replica: both halves of update 1 one after the other, then update 2.</summary>
    internal LayoutSteps Together(int batch, int replicas)
    {
        double pictures = Slice(batch, replicas);
        double evaluationSum = wire.Sum(costs.EvaluationBytes + costs.SharedBytes, replicas), searchSum = wire.Sum(costs.SearchBytes + costs.SharedBytes, replicas);
        double second = (pictures * costs.SearchWeights) + searchSum;
        return new LayoutSteps(
            second,
            (pictures * costs.EvaluationAlone) + evaluationSum,
            (pictures * (costs.SearchHalf + costs.EvaluationHalf)) + evaluationSum + second);
    }

    /// <summary>
    /// One network on every replica. The halves of update 1 run at once and meet in the exchange; then update 2 on the search side, which waits for the end of
    /// update 1 on both sides where modules are shared. In a warm-up the other side waits.
    /// </summary>
    internal LayoutSteps Split(int batch, int search, int evaluation)
    {
        double ofSearch = Slice(batch, search), ofEvaluation = Slice(batch, evaluation);
        double evaluationSum = wire.Sum(costs.EvaluationBytes, evaluation), searchSum = wire.Sum(costs.SearchBytes, search);

        // Even where nothing is shared: alphas, losses and the vote.
        double common = wire.Sum(costs.SharedBytes, search + evaluation);
        double exchange = wire.Message(Math.Max(ofSearch, ofEvaluation) * costs.ExchangeBytes);
        double searchHalf = ofSearch * costs.SearchHalf, evaluationHalf = (ofEvaluation * costs.EvaluationHalf) + evaluationSum;
        double second = (ofSearch * costs.SearchWeights) + searchSum;
        double computing = costs.SharedBytes > 0 ? Math.Max(searchHalf, evaluationHalf) + second : Math.Max(searchHalf + second, evaluationHalf);
        double joint = computing + exchange + (2 * common);
        return new LayoutSteps(second + common, (ofEvaluation * costs.EvaluationAlone) + evaluationSum + common, joint)
        {
            Exchange = exchange,
            SearchIdle = 1 - ((searchHalf + second) / joint),
            EvaluationIdle = 1 - (evaluationHalf / joint),
        };
    }

    /// <summary>The largest slice.</summary>
    private static int Slice(int batch, int replicas) => (batch + replicas - 1) / replicas;
}
