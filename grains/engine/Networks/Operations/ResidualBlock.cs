using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks.Operations;

/// <summary>
/// NAS-Bench-201's reduction (specification, 1.7): two ReLU, 3x3 convolution, batch norm, the first with stride 2, plus a 2x2 average pooling and 1x1
/// convolution without batch norm. Batch norms are affine.
/// </summary>
internal sealed class ResidualBlock : Operation
{
    private static readonly long[] Two = [2, 2];

    internal ResidualBlock(Declarations declare, int input, int output)
    {
        First = new PlainConvolution(declare.Child("first"), input, output, kernel: 3, stride: 2, affine: true);
        Second = new PlainConvolution(declare.Child("second"), output, output, kernel: 3, stride: 1, affine: true);
        Shortcut = new Convolution(declare, "shortcut", input, output, kernel: 1);
    }

    internal PlainConvolution First { get; }

    internal PlainConvolution Second { get; }

    internal Convolution Shortcut { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass) =>
        Second.Forward(First.Forward(x, pass), pass) + Shortcut.Forward(F.avg_pool2d(x, Two, Two));
}
