using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Golden;

/// <summary>
/// The fill rule of the specification's section 10: element k of a weight is 1.5 sin(k+1) / sqrt(elements per output channel), of an input sin(0.37 k);
/// linear biases 0; batch norms as they are.
/// </summary>
internal static class SineFill
{
    internal static void Weights(IEnumerable<Weight> weights)
    {
        using IDisposable noGrad = no_grad();
        foreach (Weight weight in weights)
        {
            if (weight.Shape.Count > 1)
            {
                double scale = 1.5 / Math.Sqrt(weight.Count / weight.Shape[0]);
                double[] values = [.. Enumerable.Range(0, (int)weight.Count).Select(k => scale * Math.Sin(k + 1))];
                weight.Value.copy_(tensor(values, [.. weight.Shape]));
            }
            else if (weight.Name.EndsWith("bias", StringComparison.Ordinal))
            {
                weight.Value.zero_();
            }
        }
    }

    internal static Tensor Input(long[] shape, double shift = 0)
    {
        double[] values = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(k => Math.Sin((0.37 * k) + shift))];
        return tensor(values, shape);
    }
}
