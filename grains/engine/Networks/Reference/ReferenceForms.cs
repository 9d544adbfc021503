namespace Cdarts.Engine.Networks.Reference;

/// <summary>LibTorch's operations one by one.</summary>
internal sealed class ReferenceForms : CellForms
{
    internal override ICellLayout Layout { get; } = new PlaneLayout();

    internal override ISearchCell SearchCell(CellParts parts, int index, EdgeAggregation aggregation) => new SearchCell(parts, aggregation);

    internal override IEvaluationCell EvaluationCell(CellParts parts, int index) => new EvaluationCell(parts);
}
