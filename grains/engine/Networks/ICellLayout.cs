using Cdarts.Engine.Networks.Layers;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks;

/// <summary>How tensors lie in memory between a network's cells.</summary>
internal interface ICellLayout
{
    /// <summary>From the stem's [B, C, H, W].</summary>
    Tensor Enter(Tensor planes);

    /// <summary>A cell's output as [B, C, H, W], contiguous.</summary>
    Tensor Leave(Tensor nodes, CellPlace place);

    /// <summary>Mean of a cell's output over height and width, [B, C].</summary>
    Tensor Means(Tensor nodes, CellPlace place);
}

/// <summary>LibTorch's layout, [B, C, H, W].</summary>
internal sealed class PlaneLayout : ICellLayout
{
    /// <inheritdoc/>
    public Tensor Enter(Tensor planes) => planes;

    /// <inheritdoc/>
    public Tensor Leave(Tensor nodes, CellPlace place) => nodes;

    /// <inheritdoc/>
    public Tensor Means(Tensor nodes, CellPlace place) => nodes.Widened().mean([2, 3]);
}
