using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using Cdarts.Engine.Spaces;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Networks.Stacked;

/// <summary>
/// All operations on all edges that leave one state of a search cell, computed together: what the edges share (ReLU, pooling) once, and each kind of
/// convolution for all edges in a few calls. The weights of the mixed op go where they cost nothing: into the scale of the batch norms, and into
/// the matrix product that adds pooling and skip connection.
/// </summary>
internal sealed class OutgoingEdges
{
    /// <summary>States that have outgoing edges: all but the last node.</summary>
    internal const int SourceCount = CellSpace.InputCount + CellSpace.NodeCount - 1;

    private const int Sep3 = 3, Sep5 = 4, Dil3 = 5, Dil5 = 6;

    private readonly Operation _maximum;
    private readonly Operation _average;
    private readonly StackedReduce? _reduce;
    private readonly (int Primitive, StackedConvolution First, StackedConvolution Second)[] _separable;
    private readonly (int Primitive, StackedConvolution Only)[] _dilated;

    /// <summary>Stacks the operations of some edges.</summary>
    /// <param name="edges">[edge][primitive], by target node.</param>
    /// <param name="shape">Shape of the state, and the edges' stride.</param>
    internal OutgoingEdges(IReadOnlyList<Operation?[]> edges, StackingShape shape)
    {
        Count = edges.Count;
        Shape = shape;
        T[] Of<T>(int primitive) where T : Operation => [.. edges.Select(operations => (T)operations[primitive]!)];
        (_maximum, _average) = (edges[0][Primitives.MaxPool]!, edges[0][Primitives.AveragePool]!);
        _reduce = shape.Stride == 1 ? null : new StackedReduce(Of<FactorizedReduce>(Primitives.SkipConnect));
        _separable = [.. ((int[])[Sep3, Sep5]).Select(primitive => (
            primitive,
            new StackedConvolution([.. Of<SeparableConvolution>(primitive).Select(edge => edge.First)], sharedInput: true),
            new StackedConvolution([.. Of<SeparableConvolution>(primitive).Select(edge => edge.Second)], sharedInput: false)))];
        _dilated = [.. ((int[])[Dil3, Dil5]).Select(primitive =>
            (primitive, new StackedConvolution(Of<DilatedConvolution>(primitive), sharedInput: true)))];
    }

    /// <summary>E: edges.</summary>
    internal int Count { get; }

    internal StackingShape Shape { get; }

    /// <summary>The first node that an edge from <paramref name="source"/> leads to; the others are all after it.</summary>
    internal static int FirstNode(int source) => Math.Max(0, source - CellSpace.InputCount + 1);

    /// <summary>Edges that leave <paramref name="source"/>.</summary>
    internal static int CountFrom(int source) => CellSpace.NodeCount - FirstNode(source);

    /// <summary>Weighted outputs of the mixed ops of all edges, [B, E, C, H/stride, W/stride].</summary>
    /// <param name="state">[B, C, H, W], contiguous.</param>
    /// <param name="mixing">Weights.</param>
    /// <param name="kind">How convolutions are computed.</param>
    /// <param name="pending">What the edges' nodes have so far, added to the result; or null.</param>
    /// <param name="pass">Training or inference.</param>
    internal Tensor Forward(Tensor state, StateMixing mixing, StackingKind kind, Tensor? pending, ForwardPass pass)
    {
        // Frees at once what the graph does not keep.
        using DisposeScope scope = NewDisposeScope();

        // In place: no batch norm needs its output for its gradient.
        Tensor sum = Normalised(F.relu(state), mixing, kind, pass).Aggregate((sum, part) => sum.add_(part));
        long[] shape = sum.shape;
        if (pending is not null)
        {
            sum = sum.add_(pending.view(shape));
        }

        sum = sum.add_(Plain(state, mixing.Plain, pass).view(shape));
        return sum.view(shape[0], Count, -1, shape[2], shape[3]).MoveToOuterDisposeScope();
    }

    /// <summary>What ends in a batch norm, weighted, [B, E C, H, W] each.</summary>
    private IEnumerable<Tensor> Normalised(Tensor active, StateMixing mixing, StackingKind kind, ForwardPass pass)
    {
        Tensor shared = kind == StackingKind.Grouped && Count > 1 ? active.repeat(1, Count, 1, 1) : active;
        foreach ((int primitive, StackedConvolution first, StackedConvolution second) in _separable)
        {
            Tensor between = first.Forward(shared, kind, null, pass).relu_();
            yield return second.Forward(between, kind, mixing.ScaleOf(primitive), pass);
        }

        foreach ((int primitive, StackedConvolution only) in _dilated)
        {
            yield return only.Forward(shared, kind, mixing.ScaleOf(primitive), pass);
        }

        if (_reduce is not null)
        {
            yield return _reduce.Forward(active, mixing.ScaleOf(Primitives.SkipConnect), pass);
        }
    }

    /// <summary>What has no batch norm: for each edge, a weighted sum of the same two or three tensors; [B, E, C H W].</summary>
    private Tensor Plain(Tensor state, Tensor weights, ForwardPass pass)
    {
        Tensor maximum = _maximum.Forward(state, pass), average = _average.Forward(state, pass);
        Tensor parts = _reduce is null ? stack([maximum, average, state], 1) : stack([maximum, average], 1);
        long batch = parts.shape[0], count = parts.shape[1];
        return weights.narrow(1, 0, count).As(parts.dtype).unsqueeze(0).expand(batch, Count, count).bmm(parts.view(batch, count, -1));
    }
}
