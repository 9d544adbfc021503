using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks.Operations;

/// <summary>ReLU, 1x1 convolution, batch norm: brings a cell's input to the cell's channels ("StdConv").</summary>
internal sealed class PointwiseConvolution : Operation
{
    internal PointwiseConvolution(Declarations declare, int input, int output, bool affine)
    {
        Pointwise = new Convolution(declare, "pointwise", input, output, kernel: 1);
        Norm = declare.Norm("norm", output, affine);
    }

    internal Convolution Pointwise { get; }

    internal BatchNorm Norm { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass) => Norm.Forward(Pointwise.Forward(F.relu(x)), pass);
}
