using System.Numerics;
using Cdarts.Engine.Kernels;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>Nothing between ReLU and 1x1 convolution.</summary>
/// <param name="shape">Shape of the rectified picture.</param>
/// <param name="rectified">The rectified picture.</param>
/// <param name="gradient">Scratch memory of the same shape.</param>
/// <param name="kernels">Kernels of the shape's lanes.</param>
internal sealed unsafe class IdentityMap<T>(PictureShape shape, Picture<T> rectified, Picture<T> gradient, LaneKernels<T> kernels) : SpatialMap<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal override PictureShape Mapped => shape;

    internal override Picture<T> Gradient => gradient;

    internal override Picture<T> Forward() => rectified;

    internal override void Backward(in Picture<T> inputGradient)
    {
        T* ones = stackalloc T[2 * shape.Lanes], zeros = ones + shape.Lanes;
        new Span<T>(ones, shape.Lanes).Fill(T.One);
        new Span<T>(zeros, shape.Lanes).Clear();
        T* source = gradient.Origin;
        kernels.Mix(&source, ones, 1, zeros, inputGradient.Origin, shape.Blocks * shape.Positions, add: true);
    }
}
