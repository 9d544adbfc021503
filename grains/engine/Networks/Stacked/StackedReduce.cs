using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks.Stacked;

/// <summary>The skip connections of all stride-2 edges that leave a state; see <see cref="FactorizedReduce"/>, whose weights it uses.</summary>
internal sealed class StackedReduce
{
    private static readonly long[] Stride = [2, 2];

    private readonly WeightStack _even;
    private readonly WeightStack _odd;
    private readonly NormStack _norm;
    private readonly int _edges;

    internal StackedReduce(IReadOnlyList<FactorizedReduce> edges)
    {
        _even = new WeightStack([.. edges.Select(edge => edge.Even.Weight)]);
        _odd = new WeightStack([.. edges.Select(edge => edge.Odd.Weight)]);
        _norm = new NormStack([.. edges.Select(edge => edge.Norm)]);
        _edges = edges.Count;
    }

    /// <summary>Rectified state [B, C, H, W] to [B, E C, H/2, W/2], times <paramref name="scale"/> [E C].</summary>
    internal Tensor Forward(Tensor x, Tensor scale, ForwardPass pass)
    {
        Tensor shifted = x.slice(2, 1, x.shape[2], 1).slice(3, 1, x.shape[3], 1);
        Tensor even = F.conv2d(x, _even.Value.As(x.dtype), null!, Stride), odd = F.conv2d(shifted, _odd.Value.As(x.dtype), null!, Stride);

        // The two halves of an edge's channels lie one behind the other.
        long batch = even.shape[0], height = even.shape[2], width = even.shape[3];
        Tensor halves = stack([even.view(batch, _edges, -1), odd.view(batch, _edges, -1)], 2);
        return _norm.Forward(halves.view(batch, -1, height, width), scale, pass);
    }
}
