using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks.Operations;

/// <summary>ReLU, dense k x k convolution with padding (k - 1)/2, batch norm ("nor_conv").</summary>
internal sealed class PlainConvolution : Operation
{
    internal PlainConvolution(Declarations declare, int input, int output, int kernel, int stride, bool affine)
    {
        Convolution = new Convolution(declare, "convolution", input, output, kernel, stride, (kernel - 1) / 2);
        Norm = declare.Norm("norm", output, affine);
    }

    internal Convolution Convolution { get; }

    internal BatchNorm Norm { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass) => Norm.Forward(Convolution.Forward(F.relu(x)), pass);
}
