using Cdarts.Engine.Training;
using static TorchSharp.torch;

namespace Cdarts.Engine.Optimizers;

/// <summary>
/// SGD with momentum on a contiguous slice of the flat buffers, with the arithmetic of PyTorch's SGD: g += wd p; m = μ m + g; p -= lr m.
/// </summary>
internal static class Sgd
{
    /// <summary>
    /// Scales <paramref name="gradient"/> so that its norm is at most <paramref name="limit"/> (0 = no limit), as clip_grad_norm_ does.
    /// </summary>
    /// <param name="gradient">Gradient slice, changed in place.</param>
    /// <param name="norm">Its norm.</param>
    /// <param name="limit">Largest norm.</param>
    internal static void Clip(Tensor gradient, double norm, double limit)
    {
        double scale = limit / (norm + 1e-6);
        if (limit > 0 && scale < 1)
        {
            gradient.mul_(scale);
        }
    }

    /// <summary>One step; all three tensors have the same length, and <paramref name="gradient"/> is used up.</summary>
    internal static void Step(Tensor value, Tensor gradient, Tensor momentum, SgdSettings settings, double learningRate)
    {
        using IDisposable noGrad = no_grad();
        if (settings.WeightDecay != 0)
        {
            gradient.add_(value, settings.WeightDecay);
        }

        momentum.mul_(settings.Momentum).add_(gradient);
        value.add_(momentum, -learningRate);
    }

    /// <summary>
    /// The same step for weights that got no gradient: they decay and go on with their momentum (dropped_operations: drift).
    /// </summary>
    /// <param name="value">Values.</param>
    /// <param name="momentum">Momentum.</param>
    /// <param name="decayed">1 where a weight has ever had a gradient and so decays, else 0.</param>
    /// <param name="settings">Settings of the group.</param>
    /// <param name="learningRate">Learning rate.</param>
    internal static void Drift(Tensor value, Tensor momentum, Tensor decayed, SgdSettings settings, double learningRate)
    {
        using IDisposable noGrad = no_grad();
        momentum.mul_(settings.Momentum);
        if (settings.WeightDecay != 0)
        {
            momentum.addcmul_(value, decayed, settings.WeightDecay);
        }

        value.add_(momentum, -learningRate);
    }
}
