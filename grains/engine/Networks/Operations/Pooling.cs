using Cdarts.Engine.Kernels;
using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks.Operations;

/// <summary>3x3 pooling, padding 1, padding not counted in the average; no batch norm (0.2).</summary>
internal sealed class Pooling(bool maximum, int stride, bool ownKernels) : Operation
{
    private static readonly long[] Kernel = [3, 3];
    private static readonly long[] Padding = [1, 1];
    private readonly long[] _stride = [stride, stride];

    internal override Tensor Forward(Tensor x, ForwardPass pass) => (ownKernels, maximum) switch
    {
        (true, true) => Pooling3x3.Max(x, stride),
        (true, false) => Pooling3x3.Average(x, stride),
        (false, true) => F.max_pool2d(x, Kernel, _stride, Padding),
        (false, false) => F.avg_pool2d(x, Kernel, _stride, Padding, count_include_pad: false),
    };
}
