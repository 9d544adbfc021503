using System.Numerics;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Spaces;
using static TorchSharp.torch;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>
/// What a fused cell of either network consists of: two projections and the nodes. Built for the size of the pictures that come, and again when that
/// changes. Bound to one thread.
/// </summary>
internal sealed class FusedCellBody<T>(CellParts parts, int index, FusedScratch<T> scratch, IStatisticsReduction statistics)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private PictureShape _firstShape;
    private PictureShape _secondShape;
    private IReadOnlyList<FusedOperation> _operations = [];
    private FusedProjection<T>? _first;
    private FusedProjection<T>? _second;
    private FusedCell<T>? _cell;

    /// <summary>Runs the cell.</summary>
    /// <param name="beforePrevious">Output of the cell before the previous one.</param>
    /// <param name="previous">Output of the previous cell.</param>
    /// <param name="operations">Operations; the cell is built again when it is another list.</param>
    /// <param name="factors">Weights of the operations in their nodes' sums, one element each, or null where they are constants.</param>
    /// <param name="values">The same as numbers.</param>
    /// <param name="pass">Training or inference.</param>
    /// <param name="sampleFactors">For every operation a further factor of each sample, or null.</param>
    internal Tensor Forward(
        Tensor beforePrevious,
        Tensor previous,
        IReadOnlyList<FusedOperation> operations,
        Tensor? factors,
        double[] values,
        ForwardPass pass,
        IReadOnlyList<double[]?>? sampleFactors = null)
    {
        Build(Shape(beforePrevious), Shape(previous), operations);
        Tensor first = ProjectionFunction.Run(_first!, beforePrevious, pass), second = ProjectionFunction.Run(_second!, previous, pass);
        return CellFunction.Run(_cell!, first, second, factors, values, pass, sampleFactors);
    }

    private static PictureShape Shape(Tensor x)
    {
        long[] shape = x.shape;
        return new PictureShape((int)shape[1], (int)shape[2], (int)shape[3], (int)shape[4]);
    }

    private void Build(PictureShape first, PictureShape second, IReadOnlyList<FusedOperation> operations)
    {
        if (first != _firstShape || second != _secondShape)
        {
            _first?.Dispose();
            _second?.Dispose();
            int channels = parts.Place.Channels;

            // The first cell reads the stem alone, the second one the stem and a cell.
            _first = new FusedProjection<T>(parts.Inputs[0], first, index < 2 ? 1 : CellSpace.NodeCount, channels, scratch, statistics);
            _second = new FusedProjection<T>(parts.Inputs[1], second, index < 1 ? 1 : CellSpace.NodeCount, channels, scratch, statistics);
            (_firstShape, _secondShape, _operations) = (first, second, []);
        }

        if (!ReferenceEquals(operations, _operations))
        {
            _cell?.Dispose();
            _cell = new FusedCell<T>(operations, parts.Place.Reduction, parts.Place.Channels, _second!.Output, scratch, statistics);
            _operations = operations;
        }
    }
}
