using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Training.Retraining;

/// <summary>The classification loss of a retraining (specification, 4).</summary>
internal static class RetrainLoss
{
    /// <summary>
    /// Cross-entropy, mean over the batch, with label smoothing: the target of a label is (1 - ε) onehot + ε / K. With mixup a sample's loss is
    /// share L(own label) + (1 - share) L(partner's label).
    /// </summary>
    /// <param name="logits">[B, K].</param>
    /// <param name="labels">[B], int64.</param>
    /// <param name="smoothing">ε.</param>
    /// <param name="partnerLabels">[B], int64: labels of what was mixed in; null without mixup.</param>
    /// <param name="shares">[B]: shares of the own pictures; null without mixup.</param>
    internal static Tensor Classification(Tensor logits, Tensor labels, double smoothing, Tensor? partnerLabels = null, Tensor? shares = null)
    {
        Tensor logarithms = F.log_softmax(logits, 1);
        Tensor Of(Tensor classes) => -logarithms.gather(1, classes.unsqueeze(1)).squeeze(1);
        Tensor loss = Of(labels);
        if (partnerLabels is not null && shares is not null)
        {
            loss = (shares * loss) + ((1 - shares) * Of(partnerLabels));
        }

        // What smoothing takes from the label goes to all classes alike, so it is the same for both labels of a mixed picture.
        return (smoothing == 0 ? loss : ((1 - smoothing) * loss) - (smoothing * logarithms.mean([1]))).mean();
    }
}
