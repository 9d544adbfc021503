using System.Numerics;
using Cdarts.Engine.Kernels;
using Cdarts.Engine.Networks.Fused;
using Cdarts.Engine.Networks.Layers;
using Cdarts.Engine.Tests.Kernels;
using CsCheck;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Tests.Networks.Fused;

/// <summary>Depthwise convolutions of all kinds and at every width of vectors against LibTorch's in double precision.</summary>
public unsafe class DepthwiseMapTests
{
    /// <summary>What the gradient of the rectified picture holds before the map adds its own.</summary>
    private const double Before = 0.5;

    private static readonly Gen<Case> Cases =
        Gen.Select(
            Gen.Select(Gen.Int[1, 2], Gen.Int[1, 2], Gen.Int[1, 2]), Gen.Select(Gen.Int[1, 17], Gen.Int[1, 17], Gen.Int[1, 20]),
            Gen.Select(Gen.Int[1, 3], Gen.Int[0, 2], Gen.Int[0, 1 << 20]),
            (kind, size, rest) => new Case(
                (2 * kind.Item1) + 1, kind.Item2, kind.Item3, size.Item1, size.Item2, size.Item3, rest.Item1,
                (kind.Item3 * kind.Item1) + rest.Item2, rest.Item3));

    /// <param name="Kernel">Height and width of the kernel.</param>
    /// <param name="Stride">Stride.</param>
    /// <param name="Dilation">Dilation.</param>
    /// <param name="Rows">Height.</param>
    /// <param name="Columns">Width.</param>
    /// <param name="Channels">Channels.</param>
    /// <param name="Samples">Pictures.</param>
    /// <param name="Halo">Width of the border, as wide as the padding or wider.</param>
    /// <param name="Seed">Of the numbers.</param>
    private sealed record Case(int Kernel, int Stride, int Dilation, int Rows, int Columns, int Channels, int Samples, int Halo, int Seed)
    {
        internal KernelTaps Taps => new(Kernel, Stride, Dilation);
    }

    private sealed record Values(Tensor Output, Tensor InputGradient, Tensor WeightGradient);

    [Fact]
    public void Convolution_and_gradients_are_those_of_LibTorch() => Cases.Sample(
        c =>
        {
            using DisposeScope scope = NewDisposeScope();
            using RandomTensors random = new(c.Seed);
            Tensor x = random.NormalWithZeros(c.Samples, c.Channels, c.Rows, c.Columns), weight = random.Normal(c.Channels, 1, c.Kernel, c.Kernel);
            Tensor gradient = random.NormalWithZeros(c.Samples, c.Channels, (c.Rows + c.Stride - 1) / c.Stride, (c.Columns + c.Stride - 1) / c.Stride);
            Values expected = Reference(c, x, weight, gradient), absolutes = Reference(c, x, weight.abs(), gradient.abs());
            Check<double>(c, x, weight, gradient, expected, absolutes);
            Check<float>(c, x, weight, gradient, expected, absolutes);
        },
        iter: 150, threads: 1);

    private static Values Reference(Case c, Tensor x, Tensor weight, Tensor gradient)
    {
        Tensor input = x.detach().requires_grad_(), kernel = weight.detach().requires_grad_();
        Tensor output = F.conv2d(
            F.relu(input), kernel, null!, [c.Stride, c.Stride], [c.Taps.Padding, c.Taps.Padding], [c.Dilation, c.Dilation], c.Channels);
        output.backward([gradient]);
        return new Values(output.detach(), input.grad! + (Before * (x > 0)), kernel.grad!);
    }

    private static void Check<T>(Case c, Tensor x, Tensor weight, Tensor gradient, Values expected, Values absolutes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int lanes in LaneWidths.Of<T>())
        {
            Values actual = Run<T>(c, x, weight, gradient, lanes);
            Rounding.AssertSums<T>(actual.Output, expected.Output, absolutes.Output, c.Taps.Count);
            Rounding.AssertSums<T>(actual.InputGradient, expected.InputGradient, absolutes.InputGradient, c.Taps.Count + 1);
            Rounding.AssertSums<T>(
                actual.WeightGradient, expected.WeightGradient, absolutes.WeightGradient, c.Samples * gradient.shape[2] * gradient.shape[3]);
        }
    }

    private static Values Run<T>(Case c, Tensor planes, Tensor weights, Tensor gradients, int lanes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using FusedScratch<T> scratch = new();
        LaneKernels<T> kernels = LaneKernels<T>.For(lanes);
        Tensor x = LanePictures.Enter<T>(planes, lanes), gradient = LanePictures.Enter<T>(gradients, lanes);
        PictureShape shape = FusedOperationRun.Shape(x);
        Picture<T> rectified = scratch.Padded(shape, c.Halo, T.Zero, ScratchSlot.Rectified);
        Weight weight = new("depthwise", weights.to(LaneWidths.Type<T>()));
        using DepthwiseMap<T> map = new(weight, c.Taps, shape, rectified, c.Halo, scratch, kernels);
        map.Pack();

        Tensor output = LanePictures.Filled<T>(c.Samples, map.Mapped, double.NaN), inputGradient = LanePictures.Filled<T>(c.Samples, shape, double.NaN);
        Picture<T> rectifiedGradient = scratch.Dense(shape, ScratchSlot.RectifiedGradient);
        for (int sample = 0; sample < c.Samples; sample++)
        {
            T* source = LanePictures.Of<T>(x)[sample];
            LanePictures.Rectify(source, in rectified, shape);
            LanePictures.Copy(map.Forward(), LanePictures.Dense(LanePictures.Of<T>(output)[sample], map.Mapped), map.Mapped);

            LanePictures.Copy(LanePictures.Dense(LanePictures.Of<T>(gradient)[sample], map.Mapped), map.Gradient, map.Mapped);
            new Span<T>(rectifiedGradient.Origin, (int)shape.Elements).Fill(T.CreateTruncating(Before));
            map.Backward(in rectifiedGradient);
            kernels.Gate(rectifiedGradient.Origin, source, LanePictures.Of<T>(inputGradient)[sample], shape.Blocks * shape.Positions, add: false);
            map.LearnWeights();
        }

        // What was given once is not given again.
        map.GiveGradients();
        map.GiveGradients();
        return new Values(
            LanePictures.Leave<T>(output, c.Channels), LanePictures.Leave<T>(inputGradient, c.Channels), weight.Value.grad!.to(ScalarType.Float64));
    }
}
