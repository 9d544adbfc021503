using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>
/// The layout of tensors between fused cells: [N, blocks, H, W, lanes], channels in vectors. A tensor may consist of several segments of equal channels
/// (the nodes of a cell), each padded to whole blocks; padding is zero.
/// </summary>
internal static class LaneLayout
{
    /// <summary>From [N, C, H, W], as one segment.</summary>
    internal static Tensor FromPlanes(Tensor planes, int lanes)
    {
        long[] shape = planes.shape;
        long blocks = (shape[1] + lanes - 1) / lanes, missing = (blocks * lanes) - shape[1];
        Tensor padded = missing > 0 ? F.pad(planes, [0, 0, 0, 0, 0, missing]) : planes;
        return padded.view(shape[0], blocks, lanes, shape[2], shape[3]).permute(0, 1, 3, 4, 2).contiguous();
    }

    /// <summary>To [N, C, H, W], contiguous.</summary>
    /// <param name="x">Tensor in lanes.</param>
    /// <param name="segments">Segments.</param>
    /// <param name="channels">Channels of a segment.</param>
    internal static Tensor ToPlanes(Tensor x, int segments, int channels)
    {
        long[] shape = x.shape;
        return Unpad(x.permute(0, 1, 4, 2, 3).reshape(shape[0], segments, -1, shape[2], shape[3]), channels)
            .reshape(shape[0], segments * channels, shape[2], shape[3]).contiguous();
    }

    /// <summary>Mean over height and width: [N, C].</summary>
    internal static Tensor Means(Tensor x, int segments, int channels)
    {
        long samples = x.shape[0];
        return Unpad(x.mean([2, 3]).view(samples, segments, -1), channels).reshape(samples, segments * channels);
    }

    private static Tensor Unpad(Tensor segmented, int channels) =>
        segmented.shape[2] == channels ? segmented : segmented.narrow(2, 0, channels);
}
