using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Spaces;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Reference;

/// <summary>
/// The straight search cell, operation by operation as in the paper: what the other forms are compared with. Tensors are [B, C, H, W].
/// </summary>
internal sealed class SearchCell(CellParts parts, EdgeAggregation aggregation) : ISearchCell
{
    /// <inheritdoc/>
    public Tensor Forward(Tensor beforePrevious, Tensor previous, ArchitectureWeights weights, ForwardPass pass)
    {
        List<Tensor> states = [parts.First.Forward(beforePrevious, pass), parts.Second.Forward(previous, pass)];
        for (int node = 0; node < CellSpace.NodeCount; node++)
        {
            Tensor? sum = null;
            for (int source = 0; source < CellSpace.EdgesInto(node); source++)
            {
                int edge = CellSpace.EdgeIndex(node, source);
                for (int primitive = 0; primitive < Primitives.OperationCount; primitive++)
                {
                    Tensor output = parts.Edges[edge][primitive].Forward(states[source], pass);
                    Tensor weight = weights.Of(parts.Place.Reduction, edge, primitive);
                    sum = sum is null ? output * weight : sum.addcmul(output, weight, 1);
                }
            }

            states.Add(aggregation == EdgeAggregation.Mean ? sum! / CellSpace.EdgesInto(node) : sum!);
        }

        return cat(states.Skip(CellSpace.InputCount).ToArray(), 1);
    }
}
