using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>
/// The nodes of a cell, forwards and backwards, as two calls. Tensors are [N, blocks, H, W, lanes] (<see cref="LaneLayout"/>). Bound to one thread.
/// </summary>
internal interface IFusedCell : IDisposable
{
    /// <summary>Runs the cell.</summary>
    /// <param name="first">State 0.</param>
    /// <param name="second">State 1.</param>
    /// <param name="factors">Weight of every operation in its node's sum.</param>
    /// <param name="pass">Training or inference.</param>
    /// <param name="sampleFactors">
    /// For every operation a further factor of each sample, which is a constant; null for an operation, or for all, without such factors.
    /// </param>
    /// <returns>The nodes' outputs one after the other, and what <see cref="Backward"/> needs.</returns>
    (Tensor Output, IDisposable Tape) Forward(
        Tensor first, Tensor second, double[] factors, ForwardPass pass, IReadOnlyList<double[]?>? sampleFactors = null);

    /// <summary>Gradients of both states and of all factors; the weights' gradients are added to where they are kept.</summary>
    (Tensor First, Tensor Second, double[] Factors) Backward(IDisposable tape, Tensor gradient);
}
