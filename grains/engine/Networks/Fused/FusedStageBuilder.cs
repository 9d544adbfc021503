using System.Numerics;
using Cdarts.Engine.Kernels;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using Cdarts.Engine.Spaces;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>Sorts the operations of a cell by the state that they leave, and builds their units.</summary>
internal sealed class FusedStageBuilder<T>(
    IReadOnlyList<FusedOperation> operations, bool reduction, int channels, PictureShape input, PictureShape output, FusedScratch<T> scratch)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LaneKernels<T> _kernels = LaneKernels<T>.For(input.Lanes);
    private readonly int[] _places = [.. Enumerable.Range(0, channels)];

    // One width of border serves all units of a cell, so that they share one picture in the cache.
    private readonly int _halo = operations.SelectMany(o => Parts(o.Operation)).Select(part => (int)part.Depthwise.Padding).DefaultIfEmpty(0).Max();

    internal FusedStage<T> Build(int source)
    {
        int stride = CellSpace.Stride(reduction, source);
        PictureShape shape = source < CellSpace.InputCount ? input : output;
        Picture<T> rectified = scratch.Padded(shape, _halo, T.Zero, ScratchSlot.Rectified);
        Picture<T> second = scratch.Padded(output, _halo, T.Zero, ScratchSlot.Rectified);
        List<ConvolutionEdge<T>> convolutions = [];
        List<PlainEdge> maxima = [], averages = [], skips = [];
        int firstSums = 0, secondSums = 0;
        for (int index = 0; index < operations.Count; index++)
        {
            FusedOperation operation = operations[index];
            if (operation.Source != source)
            {
                continue;
            }

            switch (operation.Operation)
            {
                case Pooling { IsMaximum: true }:
                    maxima.Add(new PlainEdge(index, operation.Node));
                    break;
                case Pooling:
                    averages.Add(new PlainEdge(index, operation.Node));
                    break;
                case Identity:
                    skips.Add(new PlainEdge(index, operation.Node));
                    break;
                case FactorizedReduce reduce:
                    FusedUnit<T> halving = Factorized(reduce, shape, rectified);
                    convolutions.Add(new ConvolutionEdge<T>(index, operation.Node, halving, null, firstSums, 0));
                    firstSums += halving.SumsLength;
                    break;
                default:
                    DilatedConvolution[] parts = [.. Parts(operation.Operation)];
                    FusedUnit<T> one = Depthwise(parts[0], shape, rectified);
                    FusedUnit<T>? two = parts.Length > 1 ? Depthwise(parts[1], output, second) : null;
                    convolutions.Add(new ConvolutionEdge<T>(index, operation.Node, one, two, firstSums, secondSums));
                    firstSums += one.SumsLength;
                    secondSums += two?.SumsLength ?? 0;
                    break;
            }
        }

        return new FusedStage<T>
        {
            Shape = shape,
            Convolutions = convolutions,
            Maxima = maxima,
            Averages = averages,
            Skips = skips,
            Pooling = maxima.Count + averages.Count > 0 ? new FusedPooling<T>(shape, stride, scratch) : null,
            Rectified = rectified,
            SecondRectified = second,
            FirstSums = new SumsBuffer(firstSums),
            SecondSums = new SumsBuffer(secondSums),
            LastSums = new SumsBuffer(firstSums),
        };
    }

    /// <summary>The rounds of ReLU, depthwise, 1x1 and norm that a convolution consists of.</summary>
    private static IEnumerable<DilatedConvolution> Parts(Operation operation) => operation switch
    {
        SeparableConvolution separable => [separable.First, separable.Second],
        DilatedConvolution dilated => [dilated],
        _ => [],
    };

    private FusedUnit<T> Depthwise(DilatedConvolution part, PictureShape shape, Picture<T> rectified)
    {
        RectifiedDepthwise depthwise = part.Depthwise;
        KernelTaps taps = new((int)depthwise.Weight.Shape[2], depthwise.Stride, depthwise.Dilation);
        DepthwiseMap<T> map = new(part.Depthwise.Weight, taps, shape, rectified, _halo, scratch, _kernels);
        PointwiseWeights<T> pointwise = new([new WeightBand(part.Pointwise.Weight, 0, 0)], _places, map.Mapped, output);
        return new FusedUnit<T>(map, pointwise, part.Norm, output, scratch);
    }

    private FusedUnit<T> Factorized(FactorizedReduce part, PictureShape shape, Picture<T> rectified)
    {
        FactorizedMap<T> map = new(shape, rectified, scratch, _kernels);
        return new FusedUnit<T>(map, FactorizedWeights(part, _places, map.Mapped, output), part.Norm, output, scratch);
    }

    /// <summary>The even pixels' weights in the first half of inputs and outputs, the odd pixels' in the second.</summary>
    internal static PointwiseWeights<T> FactorizedWeights(FactorizedReduce part, IReadOnlyList<int> places, PictureShape mapped, PictureShape output) => new(
        [new WeightBand(part.Even.Weight, 0, 0), new WeightBand(part.Odd.Weight, (int)part.Even.Weight.Shape[0], mapped.Channels / 2)], places, mapped, output);
}
