using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Operations;

/// <summary>Twice ReLU, depthwise convolution, 1x1 convolution, batch norm; the stride is in the first.</summary>
internal sealed class SeparableConvolution : Operation
{
    private readonly DilatedConvolution _first;
    private readonly DilatedConvolution _second;

    internal SeparableConvolution(Declarations declare, int channels, int kernel, int stride, bool affine)
    {
        _first = new DilatedConvolution(declare.Child("first"), channels, kernel, stride, affine, dilation: 1);
        _second = new DilatedConvolution(declare.Child("second"), channels, kernel, stride: 1, affine, dilation: 1);
    }

    internal override Tensor Forward(Tensor x, ForwardPass pass) => _second.Forward(_first.Forward(x, pass), pass);
}
