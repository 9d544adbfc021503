using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Operations;

/// <summary>ReLU, depthwise convolution with the given dilation, 1x1 convolution, batch norm.</summary>
internal sealed class DilatedConvolution : Operation
{
    internal DilatedConvolution(Declarations declare, int channels, int kernel, int stride, bool affine, int dilation = 2)
    {
        Depthwise = new RectifiedDepthwise(declare, "depthwise", channels, kernel, stride, dilation);
        Pointwise = new Convolution(declare, "pointwise", channels, channels, kernel: 1);
        Norm = declare.Norm("norm", channels, affine);
    }

    internal RectifiedDepthwise Depthwise { get; }

    internal Convolution Pointwise { get; }

    internal BatchNorm Norm { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass) =>
        Norm.Forward(Pointwise.Forward(Depthwise.Forward(x)), pass);
}
