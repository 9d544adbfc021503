using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks.Operations;

/// <summary>
/// Halves height and width without a kernel: two 1x1 stride-2 convolutions, the second on the input without its first row and column, so that
/// together they see half of the pixels; then batch norm.
/// </summary>
internal sealed class FactorizedReduce : Operation
{
    internal FactorizedReduce(Declarations declare, int input, int output, bool affine)
    {
        Even = new Convolution(declare, "even", input, output / 2, kernel: 1, stride: 2);
        Odd = new Convolution(declare, "odd", input, output / 2, kernel: 1, stride: 2);
        Norm = declare.Norm("norm", output, affine);
    }

    internal Convolution Even { get; }

    internal Convolution Odd { get; }

    internal BatchNorm Norm { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass)
    {
        Tensor active = F.relu(x);
        Tensor shifted = active.slice(2, 1, active.shape[2], 1).slice(3, 1, active.shape[3], 1);
        return Norm.Forward(cat([Even.Forward(active), Odd.Forward(shifted)], 1), pass);
    }
}
