using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks;

/// <summary>
/// The auxiliary classifier of a retrained network (specification, 4), in training alone: ReLU, 5x5 average pooling (stride 3, ImageNet 2), 1x1
/// convolution to 128, batch norm, ReLU, 2x2 convolution to 768, batch norm (ImageNet none, as published), ReLU, mean over what positions are left
/// (one at the published sizes), linear map. Batch norms are affine.
/// </summary>
internal sealed class AuxiliaryHead
{
    private readonly long[] _pool;
    private readonly long[] _stride;
    private readonly Convolution _reduce;
    private readonly BatchNorm _reduceNorm;
    private readonly Convolution _expand;
    private readonly BatchNorm? _expandNorm;
    private readonly Linear _classifier;

    internal AuxiliaryHead(Declarations declare, StemKind stem, int channels, int size, int classes)
    {
        bool imagenet = IsImagenet(stem);
        _pool = [PoolSize(size), PoolSize(size)];
        _stride = [Stride(stem), Stride(stem)];
        _reduce = new Convolution(declare, "reduce", channels, DistillationHead.Hidden, kernel: 1);
        _reduceNorm = declare.Norm("reduce_norm", DistillationHead.Hidden, affine: true);
        _expand = new Convolution(declare, "expand", DistillationHead.Hidden, DistillationHead.Features, kernel: 2);
        _expandNorm = imagenet ? null : declare.Norm("expand_norm", DistillationHead.Features, affine: true);
        _classifier = new Linear(declare, "classifier", DistillationHead.Features, classes);
    }

    /// <summary>Pooling window for a size x size input: 5, as published; for pictures smaller than published what leaves 2 x 2 positions.</summary>
    internal static int PoolSize(int size) => Math.Min(5, size - 2);

    internal static int Stride(StemKind stem) => IsImagenet(stem) ? 2 : 3;

    /// <summary>Whether the head has the published form for ImageNet: without its second batch norm.</summary>
    internal static bool IsImagenet(StemKind stem) => stem != StemKind.Cifar;

    /// <summary>[B, C, S, S] to logits [B, classes].</summary>
    internal Tensor Forward(Tensor x, ForwardPass pass)
    {
        Tensor pooled = F.avg_pool2d(F.relu(x), _pool, _stride, [0, 0], count_include_pad: false);
        Tensor reduced = F.relu(_reduceNorm.Forward(_reduce.Forward(pooled), pass));
        Tensor expanded = _expand.Forward(reduced);
        expanded = F.relu(_expandNorm?.Forward(expanded, pass) ?? expanded);
        return _classifier.Forward(expanded.Widened().mean([2, 3]));
    }
}
