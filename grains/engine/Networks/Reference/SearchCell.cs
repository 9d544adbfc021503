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
        CellKind kind = parts.Kind;
        List<Tensor> states = CellStates.Begin(parts, beforePrevious, previous, pass);
        for (int node = 0; node < kind.NodeCount; node++)
        {
            Tensor? sum = null;
            for (int source = 0; source < kind.EdgesInto(node); source++)
            {
                int edge = kind.EdgeIndex(node, source);
                for (int candidate = 0; candidate < kind.Candidates.Count; candidate++)
                {
                    // none has a share of the softmax and multiplies zeros.
                    if (parts.Edges[edge][candidate] is { } operation)
                    {
                        Tensor output = operation.Forward(states[source], pass).Widened();
                        Tensor weight = weights.Of(parts.Place.Kind!.Value, edge, candidate);
                        sum = sum is null ? output * weight : sum.addcmul(output, weight, 1);
                    }
                }
            }

            sum ??= CellStates.Zeros(parts, states);
            states.Add((aggregation == EdgeAggregation.Mean ? sum / kind.EdgesInto(node) : sum).As(states[0].dtype));
        }

        return CellStates.End(parts, states);
    }
}
