using Cdarts.Engine.Training;
using static TorchSharp.torch;

namespace Cdarts.Engine.Optimizers;

/// <summary>Adam on a slice of the flat buffers, with the arithmetic of PyTorch's Adam (L2 weight decay, eps 1e-8).</summary>
internal static class Adam
{
    private const double Epsilon = 1e-8;

    /// <summary>One step.</summary>
    /// <param name="value">Values.</param>
    /// <param name="gradient">Gradient; used up.</param>
    /// <param name="first">First moment.</param>
    /// <param name="second">Second moment.</param>
    /// <param name="step">Number of this step, from 1.</param>
    /// <param name="settings">Settings.</param>
    internal static void Step(Tensor value, Tensor gradient, Tensor first, Tensor second, long step, AdamSettings settings)
    {
        using IDisposable noGrad = no_grad();
        if (settings.WeightDecay != 0)
        {
            gradient.add_(value, settings.WeightDecay);
        }

        first.mul_(settings.Beta1).add_(gradient, 1 - settings.Beta1);
        second.mul_(settings.Beta2).addcmul_(gradient, gradient, 1 - settings.Beta2);
        double correction1 = 1 - Math.Pow(settings.Beta1, step);
        double correction2 = 1 - Math.Pow(settings.Beta2, step);
        using Tensor root = second.sqrt();
        root.div_(Math.Sqrt(correction2)).add_(Epsilon);
        value.addcdiv_(first, root, -settings.LearningRate / correction1);
    }
}
