using static TorchSharp.torch;

namespace Cdarts.Engine.Data;

/// <summary>
/// Pictures and labels on the device. The tensors belong to the reader that gave them, which overwrites them at its next read: do not dispose them, do not
/// keep them, and do not run a backward pass over them after that.
/// </summary>
/// <param name="Images">[Count, C, H, W], contiguous, of the run's precision.</param>
/// <param name="Labels">[Count], int64.</param>
/// <param name="Count">Pictures.</param>
/// <param name="Mixup">What mixup put into the pictures; null without mixup.</param>
internal readonly record struct Batch(Tensor Images, Tensor Labels, int Count, Mixup? Mixup = null)
{
    /// <summary>Some of its pictures in a row: views, contiguous too.</summary>
    internal Batch Part(int first, int count) => new(
        Images.narrow(0, first, count),
        Labels.narrow(0, first, count),
        count,
        Mixup is null ? null : new Mixup(Mixup.PartnerLabels.narrow(0, first, count), Mixup.Shares.narrow(0, first, count)));
}

/// <summary>
/// Partners in mixup: picture i is <c>Shares[i] · own + (1 - Shares[i]) · partner</c>, so that its loss is
/// <c>Shares[i] · L(x, Labels[i]) + (1 - Shares[i]) · L(x, PartnerLabels[i])</c>.
/// </summary>
/// <param name="PartnerLabels">[Count], int64: the class of what is mixed in; a picture that has no partner has its own class there.</param>
/// <param name="Shares">[Count], of the run's precision, in [0, 1]; 1 for a picture that has no partner.</param>
internal sealed record Mixup(Tensor PartnerLabels, Tensor Shares);
