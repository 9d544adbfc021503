using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Operations;

/// <summary>ReLU, depthwise convolution with the given dilation, 1x1 convolution, batch norm.</summary>
internal sealed class DilatedConvolution : Operation
{
    private readonly RectifiedDepthwise _depthwise;
    private readonly Convolution _pointwise;
    private readonly BatchNorm _norm;

    internal DilatedConvolution(Declarations declare, int channels, int kernel, int stride, bool affine, int dilation = 2)
    {
        _depthwise = new RectifiedDepthwise(declare, "depthwise", channels, kernel, stride, dilation);
        _pointwise = new Convolution(declare, "pointwise", channels, channels, kernel: 1);
        _norm = declare.Norm("norm", channels, affine);
    }

    internal override Tensor Forward(Tensor x, ForwardPass pass) =>
        _norm.Forward(_pointwise.Forward(_depthwise.Forward(x)), pass);
}
