using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Training;

/// <summary>The losses of a joint step (specification, 3.1).</summary>
internal static class Losses
{
    /// <summary>Cross-entropy, mean over the batch: logits [B, K], labels [B].</summary>
    internal static Tensor Classification(Tensor logits, Tensor labels) => F.cross_entropy(logits, labels);

    /// <summary>
    /// T² D(search, evaluation) over ensemble logits [3B, K]; every distance is a mean over all elements (rows for the cosine), T² scales all of
    /// them, as published.
    /// </summary>
    /// <param name="kind">D.</param>
    /// <param name="search">The search network's ensemble logits (the student's).</param>
    /// <param name="evaluation">The evaluation network's (the teacher's).</param>
    /// <param name="temperature">T.</param>
    internal static Tensor Interactive(InteractiveLoss kind, Tensor search, Tensor evaluation, double temperature)
    {
        Tensor distance = kind switch
        {
            InteractiveLoss.Kl => KullbackLeibler(search / temperature, evaluation / temperature),
            InteractiveLoss.SmoothL1 => F.smooth_l1_loss(search, evaluation),
            InteractiveLoss.Cosine => -F.cosine_similarity(search, evaluation).mean(),
            InteractiveLoss.Mse => F.mse_loss(search, evaluation),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown interactive loss."),
        };
        return distance * (temperature * temperature);
    }

    /// <summary>Pictures whose largest logit is their label's.</summary>
    internal static Tensor Correct(Tensor logits, Tensor labels) => logits.detach().argmax(1).eq(labels).sum();

    /// <summary>Mean over all elements of p_E (log p_E - log p_S).</summary>
    private static Tensor KullbackLeibler(Tensor search, Tensor evaluation)
    {
        Tensor logEvaluation = F.log_softmax(evaluation, 1);
        return (logEvaluation.exp() * (logEvaluation - F.log_softmax(search, 1))).mean();
    }
}
