using System.Numerics;
using Cdarts.Engine.Kernels;
using Cdarts.Engine.Networks.Fused;
using Cdarts.Engine.Tests.Kernels;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks.Fused;

/// <summary>Brings planes into the memory of kernels and back.</summary>
internal static unsafe class LanePictures
{
    /// <summary>From [N, C, H, W] to lanes, the channels in equal segments.</summary>
    internal static Tensor Enter<T>(Tensor planes, int lanes, int segments = 1)
        where T : unmanaged =>
        cat([.. planes.to(LaneWidths.Type<T>()).chunk(segments, 1).Select(segment => LaneLayout.FromPlanes(segment, lanes))], 1);

    /// <summary>From lanes to [N, C, H, W] in double precision; what pads the channels has to be zero.</summary>
    internal static Tensor Leave<T>(Tensor lanes, int channels, int segments = 1)
        where T : unmanaged
    {
        Tensor planes = LaneLayout.ToPlanes(lanes, segments, channels).to(ScalarType.Float64);
        Tensor again = Enter<T>(planes, (int)lanes.shape[4], segments);
        Assert.True(again.eq(lanes).logical_or(again.isnan().logical_and(lanes.isnan())).all().item<bool>(), "The padding of the channels is not zero.");
        return planes;
    }

    /// <summary>A tensor of the type for pictures of a shape.</summary>
    internal static Tensor Filled<T>(long samples, PictureShape shape, double value)
        where T : unmanaged => full([samples, shape.Blocks, shape.Rows, shape.Columns, shape.Lanes], value, dtype: LaneWidths.Type<T>());

    internal static Pictures<T> Of<T>(Tensor lanes)
        where T : unmanaged => new((T*)TensorMemory.Pointer(lanes), FusedOperationRun.Shape(lanes).Elements);

    internal static Picture<T> Dense<T>(T* origin, PictureShape shape)
        where T : unmanaged => Picture<T>.Dense(origin, shape.Lanes, shape.Rows, shape.Columns);

    /// <summary>Copies one picture's values, whatever is around them.</summary>
    internal static void Copy<T>(in Picture<T> source, in Picture<T> target, PictureShape shape)
        where T : unmanaged
    {
        for (int block = 0; block < shape.Blocks; block++)
        {
            for (int row = 0; row < shape.Rows; row++)
            {
                int length = shape.Columns * shape.Lanes;
                new ReadOnlySpan<T>(source[block].At(row, 0), length).CopyTo(new Span<T>(target[block].At(row, 0), length));
            }
        }
    }

    /// <summary>ReLU of a picture whose rows and blocks follow each other.</summary>
    internal static void Rectify<T>(T* source, in Picture<T> target, PictureShape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int block = 0; block < shape.Blocks; block++)
        {
            LaneKernels<T>.For(shape.Lanes).Rectify(source + (block * shape.Plane), null, null, target[block], shape.Rows, shape.Columns);
        }
    }
}
