using Cdarts.Engine.Mutators;
using Cdarts.Engine.Spaces;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Stacked;

/// <summary>The weights by which a state's outgoing edges enter their nodes.</summary>
/// <param name="Plain">For what no batch norm follows, per edge: max pool, average pool, skip connection; [E, 3].</param>
/// <param name="Scales">For what a batch norm follows, repeated for each channel, by primitive less <see cref="Primitives.SkipConnect"/>; [E C] each.</param>
internal sealed record StateMixing(Tensor Plain, IReadOnlyList<Tensor> Scales)
{
    internal Tensor ScaleOf(int primitive) => Scales[primitive - Primitives.SkipConnect];
}

/// <summary>
/// Sorts a cell's architecture weights by the state that an edge leaves. The mean over a node's edges is folded in: a sum of weighted edges is then
/// the node.
/// </summary>
internal sealed class EdgeMixing
{
    private static readonly long[] EdgesBySource = [.. Enumerable.Range(0, OutgoingEdges.SourceCount).Select(source => (long)OutgoingEdges.CountFrom(source))];

    private readonly int _channels;
    private readonly Tensor _rows;
    private readonly Tensor? _shares;

    internal EdgeMixing(bool reduction, EdgeAggregation aggregation, int channels, ScalarType type, Device device)
    {
        (int Source, int Node)[] edges = [.. Enumerable.Range(0, OutgoingEdges.SourceCount)
            .SelectMany(source => Enumerable.Range(OutgoingEdges.FirstNode(source), OutgoingEdges.CountFrom(source)).Select(node => (source, node)))];
        long[] rows = [.. edges.Select(edge => (reduction ? CellSpace.EdgeCount : 0L) + CellSpace.EdgeIndex(edge.Node, edge.Source))];
        double[] shares = [.. edges.Select(edge => 1.0 / CellSpace.EdgesInto(edge.Node))];
        _channels = channels;
        _rows = tensor(rows, dtype: ScalarType.Int64, device: device).DetachFromDisposeScope();
        _shares = aggregation == EdgeAggregation.Mean
            ? tensor(shares, [shares.Length, 1], dtype: ScalarType.Float64).to(type).to(device).DetachFromDisposeScope()
            : null;
    }

    /// <summary>By source.</summary>
    internal StateMixing[] Of(ArchitectureWeights weights)
    {
        Tensor sorted = weights.Matrix.index_select(0, _rows);
        Tensor rows = _shares is null ? sorted : sorted * _shares;
        Tensor[] plain = rows.narrow(1, 0, Primitives.SkipConnect + 1).split(EdgesBySource, 0);

        // One split in place of a slice for each state and primitive: its gradient is one concatenation.
        const int First = Primitives.SkipConnect, Count = Primitives.OperationCount - First;
        Tensor repeated = rows.narrow(1, First, Count).t().unsqueeze(2).expand(Count, CellSpace.EdgeCount, _channels).reshape(-1);
        Tensor[] scales = repeated.split([.. Enumerable.Range(0, Count).SelectMany(_ => EdgesBySource.Select(edges => edges * _channels))], 0);
        return [.. plain.Select((perEdge, source) => new StateMixing(
            perEdge, [.. Enumerable.Range(0, Count).Select(primitive => scales[(primitive * EdgesBySource.Length) + source])]))];
    }
}
