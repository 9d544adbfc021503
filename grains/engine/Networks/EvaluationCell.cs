using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using Cdarts.Engine.Spaces;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks;

/// <summary>
/// A cell that runs the two kept edges of each node and sums them (specification, 1.2). It holds the operations of every edge, so that an operation
/// keeps its weights while topologies come and go.
/// </summary>
internal sealed class EvaluationCell
{
    private readonly Operation _first;
    private readonly Operation _second;
    private readonly Operation[][] _edges;
    private readonly string _prefix;

    internal EvaluationCell(Declarations declare, string prefix, CellPlace place)
    {
        _prefix = prefix;
        Reduction = place.Reduction;
        (_first, _second) = CellInputs.Create(declare, place);
        _edges = CellInputs.AllOperations(declare, place);
    }

    internal bool Reduction { get; }

    /// <summary>Name prefixes of what <paramref name="genotype"/> makes this cell run.</summary>
    internal IEnumerable<string> Prefixes(CellGenotype genotype) =>
        genotype.Nodes
            .SelectMany((edges, node) => edges.Select(edge => $"{_prefix}.node{node}.from{edge.Source}.{edge.OperationName}."))
            .Prepend($"{_prefix}.input1.")
            .Prepend($"{_prefix}.input0.");

    internal Tensor Forward(Tensor beforePrevious, Tensor previous, CellGenotype genotype, ForwardPass pass)
    {
        List<Tensor> states = [_first.Forward(beforePrevious, pass), _second.Forward(previous, pass)];
        for (int node = 0; node < CellSpace.NodeCount; node++)
        {
            Tensor? sum = null;
            foreach (GenotypeEdge edge in genotype.Nodes[node])
            {
                Tensor output = _edges[CellSpace.EdgeIndex(node, edge.Source)][edge.Operation].Forward(states[edge.Source], pass);
                sum = sum is null ? output : sum + output;
            }

            states.Add(sum!);
        }

        return cat(states.Skip(CellSpace.InputCount).ToArray(), 1);
    }
}
