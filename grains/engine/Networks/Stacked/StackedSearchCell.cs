using Cdarts.Engine.Mutators;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Spaces;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Stacked;

/// <summary>
/// The <see cref="Reference.SearchCell"/> in few large calls, for devices on which a call costs more than its arithmetic. Same operations, weights and names; the
/// numbers differ by rounding. It goes by state instead of by node: mixing is linear, so a state's outgoing edges can be added to all
/// their nodes as soon as the state is known.
/// </summary>
internal sealed class StackedSearchCell : ISearchCell
{
    private readonly CellParts _parts;
    private readonly EdgeMixing _mixing;
    private readonly OutgoingEdges[] _edges;
    private readonly StackingKind?[] _kinds = new StackingKind?[OutgoingEdges.SourceCount];

    internal StackedSearchCell(CellParts parts, EdgeMixing mixing)
    {
        (_parts, _mixing) = (parts, mixing);
        CellPlace place = parts.Place;
        _edges = [.. Enumerable.Range(0, OutgoingEdges.SourceCount).Select(source => new OutgoingEdges(
            [.. Enumerable.Range(OutgoingEdges.FirstNode(source), OutgoingEdges.CountFrom(source))
                .Select(node => parts.Edges[CellSpace.EdgeIndex(node, source)])],
            new StackingShape(
                place.Channels,
                source < CellSpace.InputCount ? place.InputSize : place.OutputSize,
                CellSpace.Stride(place.Reduction, source))))];
    }

    /// <summary>Shapes for which <see cref="Use"/> needs a kind.</summary>
    internal IEnumerable<StackingShape> Shapes => _edges.Select(edges => edges.Shape);

    /// <summary>Says how each shape is computed; to be called before the first pass.</summary>
    internal void Use(Func<StackingShape, StackingKind> kind)
    {
        for (int source = 0; source < _edges.Length; source++)
        {
            _kinds[source] = kind(_edges[source].Shape);
        }
    }

    /// <inheritdoc/>
    public Tensor Forward(Tensor beforePrevious, Tensor previous, ArchitectureWeights weights, ForwardPass pass)
    {
        StateMixing[] mixing = _mixing.Of(weights);
        List<Tensor> states = [_parts.Inputs[0].Forward(beforePrevious, pass), _parts.Inputs[1].Forward(previous, pass)];
        Tensor? pending = null;
        for (int source = 0; source < _edges.Length; source++)
        {
            StackingKind kind = _kinds[source] ?? throw new InvalidOperationException("The cell's stacking has not been chosen.");
            Tensor nodes = _edges[source].Forward(states[source], mixing[source], kind, pending, pass);

            // With the edges from this state the first of the nodes is complete, but node 0 waits for both inputs.
            (Tensor? complete, pending) = source == 0 ? (null, nodes) : TakeFirst(nodes);
            if (complete is not null)
            {
                states.Add(complete);
            }
        }

        return cat([.. states.Skip(CellSpace.InputCount)], 1);
    }

    /// <summary>[B, E, C, H, W] to its first [B, C, H, W], contiguous, and the others.</summary>
    private static (Tensor First, Tensor? Others) TakeFirst(Tensor nodes)
    {
        if (nodes.shape[1] == 1)
        {
            return (nodes.squeeze(1), null);
        }

        Tensor[] parts = nodes.split([1, nodes.shape[1] - 1], 1);
        return (parts[0].squeeze(1).contiguous(), parts[1]);
    }
}
