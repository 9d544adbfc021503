using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks.Operations;

/// <summary>3x3 pooling, padding 1, padding not counted in the average; no batch norm (0.2).</summary>
internal sealed class Pooling(bool maximum, int stride) : Operation
{
    private static readonly long[] Kernel = [3, 3];
    private static readonly long[] Padding = [1, 1];
    private readonly long[] _stride = [stride, stride];

    internal bool IsMaximum => maximum;

    internal int Stride => stride;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, ForwardPass pass) => maximum
        ? F.max_pool2d(x, Kernel, _stride, Padding)
        : F.avg_pool2d(x, Kernel, _stride, Padding, count_include_pad: false);
}
