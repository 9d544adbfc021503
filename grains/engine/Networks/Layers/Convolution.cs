using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks.Layers;

/// <summary>A dense 2-d convolution without bias.</summary>
public sealed class Convolution
{
    private readonly long[] _stride;
    private readonly long[] _padding;

    /// <summary>Declares the weight.</summary>
    /// <param name="declare">Takes it.</param>
    /// <param name="name">Name under the prefix.</param>
    /// <param name="input">Input channels.</param>
    /// <param name="output">Output channels.</param>
    /// <param name="kernel">Height and width of the kernel.</param>
    /// <param name="stride">Stride.</param>
    /// <param name="padding">Zero padding on each side.</param>
    public Convolution(Declarations declare, string name, int input, int output, int kernel, int stride = 1, int padding = 0)
    {
        Weight = declare.KaimingUniform(name, (long)input * kernel * kernel, output, input, kernel, kernel);
        _stride = [stride, stride];
        _padding = [padding, padding];
    }

    internal Weight Weight { get; }

    internal long Stride => _stride[0];

    internal long Padding => _padding[0];

    /// <summary>[B, input, H, W], contiguous, to [B, output, H', W'].</summary>
    public Tensor Forward(Tensor x) => F.conv2d(x, Weight.Value, null!, _stride, _padding);
}
