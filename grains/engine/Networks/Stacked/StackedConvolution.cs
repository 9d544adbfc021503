using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks.Stacked;

/// <summary>
/// Depthwise convolution, 1x1 convolution and batch norm of one kind on all edges that leave a state. Unlike <see cref="DilatedConvolution"/>, whose
/// weights it uses, it expects its input rectified.
/// </summary>
internal sealed class StackedConvolution
{
    private readonly WeightStack _depthwise;
    private readonly WeightStack _pointwise;
    private readonly NormStack _norm;
    private readonly int _edges;
    private readonly int _channels;
    private readonly bool _sharedInput;
    private readonly ScalarType? _compute;
    private readonly long[] _stride;
    private readonly long[] _padding;
    private readonly long[] _dilation;

    /// <summary>Stacks operations of one kind.</summary>
    /// <param name="edges">The operation of each edge.</param>
    /// <param name="sharedInput">Whether all edges read the same channels.</param>
    internal StackedConvolution(IReadOnlyList<DilatedConvolution> edges, bool sharedInput)
    {
        RectifiedDepthwise depthwise = edges[0].Depthwise;
        _depthwise = new WeightStack([.. edges.Select(edge => edge.Depthwise.Weight)]);
        _pointwise = new WeightStack([.. edges.Select(edge => edge.Pointwise.Weight)]);
        _norm = new NormStack([.. edges.Select(edge => edge.Norm)]);
        _edges = edges.Count;
        _channels = edges[0].Norm.Channels;
        _sharedInput = sharedInput;
        _compute = depthwise.Compute;
        _stride = [depthwise.Stride, depthwise.Stride];
        _padding = [depthwise.Padding, depthwise.Padding];
        _dilation = [depthwise.Dilation, depthwise.Dilation];
    }

    /// <summary>To [B, E C, H/stride, W/stride], edge by edge.</summary>
    /// <param name="x">
    /// Rectified input. All edges' channels [B, E C, H, W]; or the shared ones [B, C, H, W], unless <paramref name="kind"/> is grouped.
    /// </param>
    /// <param name="kind">How.</param>
    /// <param name="scale">What the normalised outputs are multiplied by, [E C], or null.</param>
    /// <param name="pass">Training or inference.</param>
    internal Tensor Forward(Tensor x, StackingKind kind, Tensor? scale, ForwardPass pass)
    {
        Tensor y = kind switch
        {
            StackingKind.Dense => Spatial(x, DenseKernels(), groups: _sharedInput ? 1 : _edges),
            StackingKind.Multiplier when _sharedInput => Pointwise(ByEdge(Spatial(x, KernelsByChannel(), groups: _channels))),
            _ => Pointwise(Spatial(x, _depthwise.Value, groups: _edges * _channels)),
        };
        return _norm.Forward(y, scale, pass);
    }

    private Tensor Spatial(Tensor x, Tensor kernels, int groups) => F.conv2d(x.As(_compute), kernels.As(_compute), null!, _stride, _padding, _dilation, groups);

    private Tensor Pointwise(Tensor x) => F.conv2d(x, _pointwise.Value.As(_compute), null!, groups: _edges);

    /// <summary>[E C, C, k, k]: the kernel from channel i to o of an edge is its depthwise kernel i times its 1x1 weight (o, i).</summary>
    private Tensor DenseKernels()
    {
        Tensor depthwise = _depthwise.Value, pointwise = _pointwise.Value;
        long size = depthwise.shape[2];
        return (pointwise.view(_edges, _channels, _channels, 1, 1) * depthwise.view(_edges, 1, _channels, size, size))
            .view(_edges * _channels, _channels, size, size);
    }

    /// <summary>[C E, 1, k, k]: a depthwise convolution wants all kernels of a channel together.</summary>
    private Tensor KernelsByChannel()
    {
        Tensor depthwise = _depthwise.Value;
        long size = depthwise.shape[2];
        return depthwise.view(_edges, _channels, size, size).transpose(0, 1).reshape(_channels * _edges, 1, size, size);
    }

    /// <summary>[B, C E, H, W] to [B, E C, H, W].</summary>
    private Tensor ByEdge(Tensor x) =>
        x.view(x.shape[0], _channels, _edges, -1).transpose(1, 2).reshape(x.shape[0], _edges * _channels, x.shape[2], x.shape[3]);
}
