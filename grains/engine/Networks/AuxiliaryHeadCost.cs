namespace Cdarts.Engine.Networks;

/// <summary>
/// Cost of the auxiliary head of a retrained network, which training alone has (specification, section 4): behind the second reduction's stage 5x5
/// average pooling (stride 3, ImageNet 2), 1x1 convolution to 128, batch norm, 2x2 convolution to 768, batch norm (ImageNet none), linear map.
/// </summary>
internal static class AuxiliaryHeadCost
{
    internal static NetworkCost Of(RetrainShape shape, NetworkSettings settings)
    {
        NetworkLayout layout = new(settings, shape.Cells, shape.ImageSize);
        CellPlace place = layout.Cells[layout.HeadCells[^1]];
        int pooled = ((place.OutputSize - AuxiliaryHead.PoolSize(place.OutputSize)) / AuxiliaryHead.Stride(shape.Stem)) + 1;
        return NetworkCost.Convolution(place.OutputChannels, DistillationHead.Hidden, kernel: 1, pooled, normAffine: true)
            + NetworkCost.Convolution(DistillationHead.Hidden, DistillationHead.Features, kernel: 2, pooled - 1, normAffine: !AuxiliaryHead.IsImagenet(shape.Stem))
            + new NetworkCost((DistillationHead.Features + 1L) * shape.Classes, (long)DistillationHead.Features * shape.Classes);
    }
}
