using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Examples.Space;

/// <summary>ReLU, k x k convolution, batch norm.</summary>
public sealed class ConvolutionUnit : Operation
{
    private readonly Convolution _convolution;
    private readonly BatchNorm _norm;

    public ConvolutionUnit(Declarations declare, int input, int output, int kernel, int stride, bool affine)
    {
        // The names are those of the weights in checkpoints.
        _convolution = new Convolution(declare, "convolution", input, output, kernel, stride, padding: kernel / 2);
        _norm = declare.Norm("norm", output, affine);
    }

    public override Tensor Forward(Tensor x, ForwardPass pass) => _norm.Forward(_convolution.Forward(F.relu(x)), pass);
}
