using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Spaces;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Reference;

/// <summary>
/// The straight evaluation cell: it runs the kept edges of each node and sums them (specification, 1.2). Tensors are [B, C, H, W].
/// </summary>
internal sealed class EvaluationCell(CellParts parts) : IEvaluationCell
{
    /// <inheritdoc/>
    public Tensor Forward(Tensor beforePrevious, Tensor previous, CellGenotype genotype, ForwardPass pass, SampleFactors? factors = null)
    {
        int kept = 0;
        List<Tensor> states = CellStates.Begin(parts, beforePrevious, previous, pass);
        for (int node = 0; node < parts.Kind.NodeCount; node++)
        {
            Tensor? sum = null;
            foreach (GenotypeEdge edge in genotype.Nodes[node])
            {
                if (parts.Edges[parts.Kind.EdgeIndex(node, edge.Source)][edge.Operation] is { } operation)
                {
                    Tensor output = operation.Forward(states[edge.Source], pass);
                    output = factors?.Times(output, kept) ?? output;
                    sum = sum is null ? output : sum + output;
                }

                kept++;
            }

            states.Add(sum ?? CellStates.Zeros(parts, states));
        }

        return CellStates.End(parts, states);
    }
}
