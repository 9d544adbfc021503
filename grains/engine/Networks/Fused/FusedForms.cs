using System.Numerics;
using Cdarts.Engine.Kernels;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>Our own kernels, on the CPU. Cells of one pair of networks share scratch memory.</summary>
internal sealed class FusedForms<T> : CellForms, ICellLayout
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly FusedScratch<T> _scratch = new();

    internal override ICellLayout Layout => this;

    /// <inheritdoc/>
    public Tensor Enter(Tensor planes) => LaneLayout.FromPlanes(planes, LaneKernels<T>.LanesFor((int)planes.shape[1]));

    /// <inheritdoc/>
    public Tensor Leave(Tensor nodes, CellPlace place) => LaneLayout.ToPlanes(nodes, Spaces.CellSpace.NodeCount, place.Channels);

    /// <inheritdoc/>
    public Tensor Means(Tensor nodes, CellPlace place) => LaneLayout.Means(nodes, Spaces.CellSpace.NodeCount, place.Channels);

    internal override ISearchCell SearchCell(CellParts parts, int index, EdgeAggregation aggregation) =>
        new FusedSearchCell<T>(parts, Body(parts, index), aggregation);

    internal override IEvaluationCell EvaluationCell(CellParts parts, int index) => new FusedEvaluationCell<T>(parts, Body(parts, index));

    private FusedCellBody<T> Body(CellParts parts, int index) => new(parts, index, _scratch, parts.Statistics);
}
