namespace Cdarts.Engine.Training.Layouts.Estimates;

/// <summary>What one device needs for a picture, and what travels. Seconds are of forward and backward passes; optimizers are not counted.</summary>
/// <param name="SearchHalf">Seconds per picture of the search network's half of update 1 (alphas).</param>
/// <param name="EvaluationHalf">Seconds per picture of the evaluation network's half of update 1.</param>
/// <param name="SearchWeights">Seconds per picture of update 2, and of a search warm-up step.</param>
/// <param name="EvaluationAlone">Seconds per picture of an evaluation warm-up step.</param>
internal sealed record LayoutCosts(double SearchHalf, double EvaluationHalf, double SearchWeights, double EvaluationAlone)
{
    /// <summary>Bytes of gradients of what the search network alone has.</summary>
    public double SearchBytes { get; init; }

    /// <summary>The same of the evaluation network, in the topology of the measurement.</summary>
    public double EvaluationBytes { get; init; }

    /// <summary>The same of modules of both networks that learn: where there are any, update 2 begins only when update 1 has ended on both sides.</summary>
    public double SharedBytes { get; init; }

    /// <summary>Bytes of a picture's ensemble logits, one way: three exits of K numbers.</summary>
    public double ExchangeBytes { get; init; }

    /// <summary>Work of the search network in a joint step over that of the evaluation network: the ratio of replicas at which neither side waits, if they need not wait for shared modules.</summary>
    public double Ratio => (SearchHalf + SearchWeights) / EvaluationHalf;

    /// <summary>The same networks if each had modules of its own in place of shared ones.</summary>
    public LayoutCosts Apart => this with { SearchBytes = SearchBytes + SharedBytes, EvaluationBytes = EvaluationBytes + SharedBytes, SharedBytes = 0 };

    /// <summary>The same work on a device that needs so many times the seconds.</summary>
    public LayoutCosts Scaled(double factor) => this with
    {
        SearchHalf = SearchHalf * factor,
        EvaluationHalf = EvaluationHalf * factor,
        SearchWeights = SearchWeights * factor,
        EvaluationAlone = EvaluationAlone * factor,
    };
}
