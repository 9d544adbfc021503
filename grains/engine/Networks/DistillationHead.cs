using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks;

/// <summary>
/// An exit after a reduction cell (specification, 1.5): ReLU, average pooling (stride 2), 1x1 convolution to 128, batch norm, ReLU, 2x2 convolution
/// to 768, batch norm, ReLU, global average pooling, linear map. Batch norms are not affine.
/// </summary>
internal sealed class DistillationHead
{
    internal const int Hidden = 128;
    internal const int Features = 768;

    private readonly long[] _pool;
    private readonly Convolution _reduce;
    private readonly BatchNorm _reduceNorm;
    private readonly Convolution _expand;
    private readonly BatchNorm _expandNorm;
    private readonly Linear _classifier;

    internal DistillationHead(Declarations declare, int channels, int size, int classes)
    {
        _pool = [PoolSize(size), PoolSize(size)];
        _reduce = new Convolution(declare, "reduce", channels, Hidden, kernel: 1);
        _reduceNorm = declare.Norm("reduce_norm", Hidden, affine: false);
        _expand = new Convolution(declare, "expand", Hidden, Features, kernel: 2);
        _expandNorm = declare.Norm("expand_norm", Features, affine: false);
        _classifier = new Linear(declare, "classifier", Features, classes);
    }

    /// <summary>
    /// Pooling window for a size x size input: 6, or 5 at 7x7 (ImageNet's second head), as published; below that, for pictures smaller than published, what
    /// leaves the 2 x 2 positions that the convolution behind it needs.
    /// </summary>
    internal static int PoolSize(int size) => Math.Min(6, size - 2);

    /// <summary>[B, C, S, S] to logits [B, classes].</summary>
    internal Tensor Forward(Tensor x, ForwardPass pass)
    {
        Tensor pooled = F.avg_pool2d(F.relu(x), _pool, [2, 2], [0, 0], count_include_pad: false);
        Tensor reduced = F.relu(_reduceNorm.Forward(_reduce.Forward(pooled), pass));
        Tensor expanded = F.relu(_expandNorm.Forward(_expand.Forward(reduced), pass));
        return _classifier.Forward(expanded.Widened().mean([2, 3]));
    }
}
