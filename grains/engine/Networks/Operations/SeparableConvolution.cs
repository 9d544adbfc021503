using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Operations;

/// <summary>Twice ReLU, depthwise convolution, 1x1 convolution, batch norm; the stride is in the first.</summary>
internal sealed class SeparableConvolution : Operation
{
    internal SeparableConvolution(Declarations declare, int channels, int kernel, int stride, bool affine)
    {
        First = new DilatedConvolution(declare.Child("first"), channels, kernel, stride, affine, dilation: 1);
        Second = new DilatedConvolution(declare.Child("second"), channels, kernel, stride: 1, affine, dilation: 1);
    }

    internal DilatedConvolution First { get; }

    internal DilatedConvolution Second { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass) => Second.Forward(First.Forward(x, pass), pass);
}
