using System.Numerics;
using Cdarts.Engine.Kernels;
using Cdarts.Engine.Networks.Fused;
using Cdarts.Engine.Tests.Kernels;
using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks.Fused;

/// <summary>The maps without weights: copies, so exact at every width.</summary>
public unsafe class FactorizedMapTests
{
    private const double Before = 3;

    private static readonly Gen<(int Rows, int Columns, int Channels, int Seed)> Cases =
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[1, 20], Gen.Int[0, 1 << 20]);

    [Fact]
    public void Factorized_takes_even_pixels_and_odd_ones() => Cases.Sample(
        c =>
        {
            using DisposeScope scope = NewDisposeScope();
            using RandomTensors random = new(c.Seed);
            Tensor x = random.Integers(9, 1, c.Channels, 2 * c.Rows, 2 * c.Columns).requires_grad_();
            Tensor even = x.slice(2, 0, 2 * c.Rows, 2).slice(3, 0, 2 * c.Columns, 2), odd = x.slice(2, 1, 2 * c.Rows, 2).slice(3, 1, 2 * c.Columns, 2);
            Check<double>(x, cat([even, odd], 1), segments: 2, random, (shape, rectified, scratch, kernels) =>
                new FactorizedMap<double>(shape, rectified, scratch, kernels));
            Check<float>(x, cat([even, odd], 1), segments: 2, random, (shape, rectified, scratch, kernels) =>
                new FactorizedMap<float>(shape, rectified, scratch, kernels));
        },
        iter: 50, threads: 1);

    [Fact]
    public void Identity_takes_all() => Cases.Sample(
        c =>
        {
            using DisposeScope scope = NewDisposeScope();
            using RandomTensors random = new(c.Seed);
            Tensor x = random.Integers(9, 1, c.Channels, c.Rows, c.Columns).requires_grad_();
            Check<double>(x, x.alias(), segments: 1, random, (shape, rectified, scratch, kernels) =>
                new IdentityMap<double>(shape, rectified, scratch.Dense(shape, ScratchSlot.MappedGradient), kernels));
            Check<float>(x, x.alias(), segments: 1, random, (shape, rectified, scratch, kernels) =>
                new IdentityMap<float>(shape, rectified, scratch.Dense(shape, ScratchSlot.MappedGradient), kernels));
        },
        iter: 50, threads: 1);

    private static void Check<T>(
        Tensor planes, Tensor expected, int segments, RandomTensors random,
        Func<PictureShape, Picture<T>, FusedScratch<T>, LaneKernels<T>, SpatialMap<T>> create)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int channels = (int)planes.shape[1];
        foreach (int lanes in LaneWidths.Of<T>())
        {
            using FusedScratch<T> scratch = new();
            Tensor gradients = random.Integers(9, expected.shape);
            Tensor x = LanePictures.Enter<T>(planes.detach(), lanes), gradient = LanePictures.Enter<T>(gradients, lanes, segments);
            PictureShape shape = FusedOperationRun.Shape(x);
            SpatialMap<T> map = create(shape, LanePictures.Dense(LanePictures.Of<T>(x)[0], shape), scratch, LaneKernels<T>.For(lanes));
            Tensor output = LanePictures.Filled<T>(1, map.Mapped, double.NaN);
            LanePictures.Copy(map.Forward(), LanePictures.Dense(LanePictures.Of<T>(output)[0], map.Mapped), map.Mapped);
            Rounding.AssertNone(LanePictures.Leave<T>(output, channels, segments), expected);

            Tensor inputGradient = LanePictures.Enter<T>(full_like(planes, Before, requires_grad: false), lanes);
            Picture<T> target = LanePictures.Dense(LanePictures.Of<T>(inputGradient)[0], shape);
            LanePictures.Copy(LanePictures.Dense(LanePictures.Of<T>(gradient)[0], map.Mapped), map.Gradient, map.Mapped);
            map.Backward(in target);
            Tensor reference = autograd.grad([expected], [planes], [gradients], retain_graph: true)[0];
            Rounding.AssertNone(LanePictures.Leave<T>(inputGradient, channels), reference + Before);
        }
    }
}
