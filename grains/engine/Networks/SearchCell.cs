using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using Cdarts.Engine.Spaces;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks;

/// <summary>A cell with every operation on every edge, mixed by the architecture weights (specification, 1.2). Batch norms are not affine.</summary>
internal sealed class SearchCell
{
    private readonly bool _reduction;
    private readonly bool _mean;
    private readonly Operation _first;
    private readonly Operation _second;
    private readonly Operation[][] _edges;

    internal SearchCell(Declarations declare, CellPlace place, EdgeAggregation aggregation)
    {
        _reduction = place.Reduction;
        _mean = aggregation == EdgeAggregation.Mean;
        (_first, _second) = CellInputs.Create(declare, place);
        _edges = CellInputs.AllOperations(declare, place);
    }

    /// <summary>Outputs of the two cells before (the first at twice the size after a reduction cell) to [B, 4C, H, W].</summary>
    internal Tensor Forward(Tensor beforePrevious, Tensor previous, ArchitectureWeights weights, ForwardPass pass)
    {
        List<Tensor> states = [_first.Forward(beforePrevious, pass), _second.Forward(previous, pass)];
        for (int node = 0; node < CellSpace.NodeCount; node++)
        {
            Tensor? sum = null;
            for (int source = 0; source < CellSpace.EdgesInto(node); source++)
            {
                int edge = CellSpace.EdgeIndex(node, source);
                for (int primitive = 0; primitive < Primitives.OperationCount; primitive++)
                {
                    Tensor output = _edges[edge][primitive].Forward(states[source], pass);
                    Tensor weight = weights.Of(_reduction, edge, primitive);
                    sum = sum is null ? output * weight : sum.addcmul(output, weight, 1);
                }
            }

            states.Add(_mean ? sum! / CellSpace.EdgesInto(node) : sum!);
        }

        return cat(states.Skip(CellSpace.InputCount).ToArray(), 1);
    }
}
