using Cdarts.Engine.Networks.Reference;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Stacked;

/// <summary>
/// Search cells in few large calls of LibTorch's. An evaluation cell has two edges per node and nothing to stack: it is computed as in the reference.
/// </summary>
internal sealed class StackedForms(ScalarType type, Device device) : CellForms
{
    internal override ICellLayout Layout { get; } = new PlaneLayout();

    internal override ISearchCell SearchCell(CellParts parts, int index, EdgeAggregation aggregation) =>
        new StackedSearchCell(parts, new EdgeMixing(parts.Place.Reduction, aggregation, parts.Place.Channels, type, device));

    internal override IEvaluationCell EvaluationCell(CellParts parts, int index) => new EvaluationCell(parts);
}
