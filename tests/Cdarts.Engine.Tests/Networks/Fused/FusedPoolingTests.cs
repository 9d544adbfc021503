using System.Numerics;
using Cdarts.Engine.Kernels;
using Cdarts.Engine.Networks.Fused;
using Cdarts.Engine.Tests.Kernels;
using CsCheck;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Cdarts.Engine.Tests.Networks.Fused;

/// <summary>
/// Both poolings at every width of vectors against LibTorch's. Values and gradients are small integers: there are many equal maxima, of which only one
/// may get the gradient, and sums are exact.
/// </summary>
public unsafe class FusedPoolingTests
{
    /// <summary>What the gradient of the input holds before pooling adds its own.</summary>
    private const double Before = 3;

    private static readonly Gen<Case> Cases =
        Gen.Select(
            Gen.Select(Gen.Int[1, 2], Gen.Int[1, 17], Gen.Int[1, 17]), Gen.Select(Gen.Int[1, 20], Gen.Int[1, 2], Gen.Bool, Gen.Int[0, 1 << 20]),
            (size, rest) => new Case(size.Item1, size.Item2, size.Item3, rest.Item1, rest.Item2, rest.Item3, rest.Item4));

    private delegate void Pool<T>(FusedPooling<T> pooling, T* x, T* result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private delegate void PoolBackward<T>(FusedPooling<T> pooling, T* x, T* gradient, in Picture<T> inputGradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <param name="Stride">Stride.</param>
    /// <param name="Rows">Height.</param>
    /// <param name="Columns">Width.</param>
    /// <param name="Channels">Channels.</param>
    /// <param name="Samples">Pictures.</param>
    /// <param name="Specials">Whether there are NaN and infinities.</param>
    /// <param name="Seed">Of the numbers.</param>
    private sealed record Case(int Stride, int Rows, int Columns, int Channels, int Samples, bool Specials, int Seed)
    {
        internal long[] Shape => [Samples, Channels, Rows, Columns];

        internal long[] ResultShape => [Samples, Channels, (Rows + Stride - 1) / Stride, (Columns + Stride - 1) / Stride];
    }

    [Fact]
    public void Maxima_and_gradients_are_those_of_LibTorch() => Cases.Sample(
        c =>
        {
            using DisposeScope scope = NewDisposeScope();
            using RandomTensors random = new(c.Seed);
            Tensor x = Values(c, random), gradient = random.Integers(2, c.ResultShape);
            Tensor expected = F.max_pool2d(x, [3, 3], [c.Stride, c.Stride], [1, 1]);

            // A window of nothing but minus infinity has no maximum above the border; then LibTorch chooses its first element, and the kernels none.
            Tensor open = x.masked_fill(x == double.NegativeInfinity, 0).requires_grad_();
            F.max_pool2d(open, [3, 3], [c.Stride, c.Stride], [1, 1]).backward([gradient]);
            Check<double>();
            Check<float>();

            void Check<T>()
                where T : unmanaged, IBinaryFloatingPointIeee754<T>
            {
                foreach (int lanes in LaneWidths.Of<T>())
                {
                    Rounding.AssertNone(Forward<T>(c, x, lanes, (pooling, source, result) => pooling.Maximum(source, result)), expected);
                    Rounding.AssertNone(
                        Backward<T>(c, open, gradient, lanes, static (FusedPooling<T> pooling, T* source, T* g, in Picture<T> target) =>
                            pooling.MaximumBackward(source, g, in target)),
                        open.grad! + Before);
                }
            }
        },
        iter: 100, threads: 1);

    [Fact]
    public void Averages_and_gradients_are_those_of_LibTorch() => Cases.Sample(
        c =>
        {
            using DisposeScope scope = NewDisposeScope();
            using RandomTensors random = new(c.Seed);
            Tensor x = Values(c, random).requires_grad_(), gradient = random.Integers(2, c.ResultShape);
            Tensor expected = Average(x), absolutes = Average(x.detach().abs());
            expected.backward([gradient]);
            Tensor inputGradient = x.grad!.detach() + Before;
            x.grad!.zero_();
            Average(x).backward([gradient.abs()]);
            Tensor inputAbsolutes = x.grad! + Before;
            Check<double>();
            Check<float>();

            Tensor Average(Tensor planes) => F.avg_pool2d(planes, [3, 3], [c.Stride, c.Stride], [1, 1], count_include_pad: false);

            void Check<T>()
                where T : unmanaged, IBinaryFloatingPointIeee754<T>
            {
                foreach (int lanes in LaneWidths.Of<T>())
                {
                    Tensor actual = Forward<T>(c, x, lanes, (pooling, source, result) => pooling.Average(source, result)), finite = expected.isfinite();
                    Rounding.AssertNone(actual.masked_fill(finite, 0), expected.masked_fill(finite, 0));
                    Rounding.AssertSums<T>(
                        where(finite, actual, zeros_like(actual)), where(finite, expected, zeros_like(actual)),
                        where(finite, absolutes, zeros_like(actual)), terms: 2);
                    Rounding.AssertSums<T>(
                        Backward<T>(c, x, gradient, lanes, static (FusedPooling<T> pooling, T* _, T* g, in Picture<T> target) =>
                            pooling.AverageBackward(g, in target)),
                        inputGradient, inputAbsolutes, terms: 11);
                }
            }
        },
        iter: 100, threads: 1);

    private static Tensor Values(Case c, RandomTensors random)
    {
        Tensor x = random.Integers(2, c.Shape);
        foreach (double special in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
        {
            x = c.Specials ? x.masked_fill(random.Chosen(0.05, c.Shape), special) : x;
        }

        return x;
    }

    private static Tensor Forward<T>(Case c, Tensor planes, int lanes, Pool<T> pool)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using FusedScratch<T> scratch = new();
        Tensor x = LanePictures.Enter<T>(planes.detach(), lanes);
        PictureShape shape = FusedOperationRun.Shape(x), output = c.Stride == 1 ? shape : shape.Halved;
        using FusedPooling<T> pooling = new(shape, c.Stride, scratch);
        Tensor result = LanePictures.Filled<T>(c.Samples, output, 99);
        for (int sample = 0; sample < c.Samples; sample++)
        {
            pool(pooling, LanePictures.Of<T>(x)[sample], LanePictures.Of<T>(result)[sample]);
        }

        return LanePictures.Leave<T>(result, c.Channels);
    }

    private static Tensor Backward<T>(Case c, Tensor planes, Tensor gradients, int lanes, PoolBackward<T> pool)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using FusedScratch<T> scratch = new();
        Tensor x = LanePictures.Enter<T>(planes.detach(), lanes), gradient = LanePictures.Enter<T>(gradients, lanes);
        PictureShape shape = FusedOperationRun.Shape(x);
        using FusedPooling<T> pooling = new(shape, c.Stride, scratch);
        Tensor result = LanePictures.Enter<T>(full(c.Shape, Before, dtype: ScalarType.Float64), lanes);
        for (int sample = 0; sample < c.Samples; sample++)
        {
            Picture<T> target = LanePictures.Dense(LanePictures.Of<T>(result)[sample], shape);
            pool(pooling, LanePictures.Of<T>(x)[sample], LanePictures.Of<T>(gradient)[sample], in target);
        }

        return LanePictures.Leave<T>(result, c.Channels);
    }
}
