using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks.Layers;

/// <summary>A dense 2-d convolution without bias.</summary>
internal sealed class Convolution
{
    private readonly Weight _weight;
    private readonly long[] _stride;
    private readonly long[] _padding;

    internal Convolution(Declarations declare, string name, int input, int output, int kernel, int stride = 1, int padding = 0)
    {
        _weight = declare.KaimingUniform(name, (long)input * kernel * kernel, output, input, kernel, kernel);
        _stride = [stride, stride];
        _padding = [padding, padding];
    }

    internal Tensor Forward(Tensor x) => F.conv2d(x, _weight.Value, null!, _stride, _padding);
}
