using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Spaces;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Reference;

/// <summary>
/// The straight evaluation cell: it runs the two kept edges of each node and sums them (specification, 1.2). Tensors are [B, C, H, W].
/// </summary>
internal sealed class EvaluationCell(CellParts parts) : IEvaluationCell
{
    /// <inheritdoc/>
    public Tensor Forward(Tensor beforePrevious, Tensor previous, CellGenotype genotype, ForwardPass pass, SampleFactors? factors = null)
    {
        int kept = 0;
        List<Tensor> states = [parts.First.Forward(beforePrevious, pass), parts.Second.Forward(previous, pass)];
        for (int node = 0; node < CellSpace.NodeCount; node++)
        {
            Tensor? sum = null;
            foreach (GenotypeEdge edge in genotype.Nodes[node])
            {
                Tensor output = parts.Edges[CellSpace.EdgeIndex(node, edge.Source)][edge.Operation].Forward(states[edge.Source], pass);
                output = factors?.Times(output, kept++) ?? output;
                sum = sum is null ? output : sum + output;
            }

            states.Add(sum!);
        }

        return cat(states.Skip(CellSpace.InputCount).ToArray(), 1);
    }
}
