using Cdarts.Engine.Kernels;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks.Layers;

/// <summary>
/// ReLU and a depthwise convolution without bias. The fast form takes both in one pass of our own kernel, the straight form calls LibTorch twice.
/// </summary>
internal sealed class RectifiedDepthwise
{
    private readonly Weight _weight;
    private readonly int _channels;
    private readonly int _kernel;
    private readonly int _stride;
    private readonly int _dilation;
    private readonly bool _ownKernels;

    internal RectifiedDepthwise(Declarations declare, string name, int channels, int kernel, int stride, int dilation)
    {
        _weight = declare.KaimingUniform(name, (long)kernel * kernel, channels, 1, kernel, kernel);
        (_channels, _kernel, _stride, _dilation) = (channels, kernel, stride, dilation);
        _ownKernels = declare.OwnKernels;
    }

    /// <summary>[B, C, H, W] to [B, C, H/stride, W/stride].</summary>
    internal Tensor Forward(Tensor x)
    {
        if (_ownKernels)
        {
            return DepthwiseConvolution.Apply(x, _weight.Value, _stride, _dilation, relu: true);
        }

        long padding = _dilation * (_kernel - 1) / 2;
        return F.conv2d(F.relu(x), _weight.Value, null!, [_stride, _stride], [padding, padding], [_dilation, _dilation], _channels);
    }
}
