using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks.Layers;

/// <summary>A 2-d convolution without bias.</summary>
internal sealed class Convolution
{
    private readonly Weight _weight;
    private readonly long[] _stride;
    private readonly long[] _padding;
    private readonly long[] _dilation;
    private readonly long _groups;

    internal Convolution(
        Declarations declare, string name, int input, int output, int kernel, int stride = 1, int padding = 0, int dilation = 1, int groups = 1)
    {
        _weight = declare.KaimingUniform(name, (long)input / groups * kernel * kernel, output, input / groups, kernel, kernel);
        _stride = [stride, stride];
        _padding = [padding, padding];
        _dilation = [dilation, dilation];
        _groups = groups;
    }

    internal Tensor Forward(Tensor x) => F.conv2d(x, _weight.Value, null!, _stride, _padding, _dilation, _groups);
}
