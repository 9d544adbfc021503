using System.Numerics;
using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using Cdarts.Engine.Spaces;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>A search cell with our own kernels.</summary>
internal sealed class FusedSearchCell<T>(CellParts parts, FusedCellBody<T> body, EdgeAggregation aggregation) : ISearchCell
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IReadOnlyList<FusedOperation> _operations =
        [.. from node in Enumerable.Range(0, CellSpace.NodeCount)
            from source in Enumerable.Range(0, CellSpace.EdgesInto(node))
            from operation in parts.Edges[CellSpace.EdgeIndex(node, source)].OfType<Operation>()
            select new FusedOperation(node, source, operation)];

    /// <inheritdoc/>
    public Tensor Forward(Tensor beforePrevious, Tensor previous, ArchitectureWeights weights, ForwardPass pass)
    {
        MixtureFactors factors = weights.Factors(parts.Place.Kind!.Value, aggregation);
        return body.Forward(beforePrevious, previous, _operations, factors.Tensor, factors.Values, pass);
    }
}
