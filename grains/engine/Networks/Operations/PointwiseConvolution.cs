using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks.Operations;

/// <summary>ReLU, 1x1 convolution, batch norm: brings a cell's input to the cell's channels ("StdConv").</summary>
internal sealed class PointwiseConvolution : Operation
{
    private readonly Convolution _pointwise;
    private readonly BatchNorm _norm;

    internal PointwiseConvolution(Declarations declare, int input, int output, bool affine)
    {
        _pointwise = new Convolution(declare, "pointwise", input, output, kernel: 1);
        _norm = declare.Norm("norm", output, affine);
    }

    internal override Tensor Forward(Tensor x, ForwardPass pass) => _norm.Forward(_pointwise.Forward(F.relu(x)), pass);
}
