using System.Numerics;
using Cdarts.Engine.Kernels;
using Cdarts.Engine.Networks.Fused;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Networks.Operations;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks.Fused;

/// <summary>One operation through the fused form: a projection, or a cell in which nothing else leads to the first node.</summary>
internal static class FusedOperationRun
{
    internal static Func<Tensor, ForwardPass, Tensor> Of(Operation operation, Tensor x, bool wide) =>
        wide ? Of<double>(operation, x) : Of<float>(operation, x);

    internal static PictureShape Shape(Tensor lanes) => new((int)lanes.shape[1], (int)lanes.shape[2], (int)lanes.shape[3], (int)lanes.shape[4]);

    private static Func<Tensor, ForwardPass, Tensor> Of<T>(Operation operation, Tensor x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int channels = (int)x.shape[1];
        Tensor Enter(Tensor planes) => LaneLayout.FromPlanes(planes, LaneKernels<T>.LanesFor(channels));
        PictureShape shape = Shape(Enter(x));
        FusedScratch<T> scratch = new();
        const int Result = 4;
        if (operation is PointwiseConvolution || (operation is FactorizedReduce && channels != Result))
        {
            FusedProjection<T> projection = new(operation, shape, segments: 1, Result, scratch, new BatchStatistics());
            return (input, pass) => LaneLayout.ToPlanes(ProjectionFunction.Run(projection, Enter(input), pass), 1, Result);
        }

        bool halves = operation.Forward(x, ForwardPass.Inference).shape[2] < x.shape[2];
        FusedCell<T> cell = new([new FusedOperation(0, 0, operation)], halves, channels, shape, scratch, new BatchStatistics());
        return (input, pass) =>
        {
            Tensor state = Enter(input);
            return LaneLayout.ToPlanes(CellFunction.Run(cell, state, zeros_like(state), null, [1], pass), 4, channels).narrow(1, 0, channels);
        };
    }
}
