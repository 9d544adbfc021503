using System.Numerics;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Spaces;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>An evaluation cell with our own kernels.</summary>
internal sealed class FusedEvaluationCell<T>(CellParts parts, FusedCellBody<T> body) : IEvaluationCell
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private CellGenotype? _genotype;
    private IReadOnlyList<FusedOperation> _operations = [];
    private double[] _ones = [];

    /// <inheritdoc/>
    public Tensor Forward(Tensor beforePrevious, Tensor previous, CellGenotype genotype, ForwardPass pass, SampleFactors? factors = null)
    {
        if (!ReferenceEquals(genotype, _genotype))
        {
            _genotype = genotype;
            _operations =
                [.. from node in Enumerable.Range(0, CellSpace.NodeCount)
                    from edge in genotype.Nodes[node]
                    select new FusedOperation(node, edge.Source, parts.Edges[CellSpace.EdgeIndex(node, edge.Source)][edge.Operation]!)];
            _ones = [.. _operations.Select(_ => 1.0)];
        }

        return body.Forward(beforePrevious, previous, _operations, null, _ones, pass, factors?.Values);
    }
}
