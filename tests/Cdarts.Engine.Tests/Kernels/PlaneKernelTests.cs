using System.Numerics;
using System.Runtime.Intrinsics;
using Cdarts.Engine.Kernels;

namespace Cdarts.Engine.Tests.Kernels;

/// <summary>The inner loops at every vector width, whatever this processor would choose, against plain loops.</summary>
public sealed unsafe class PlaneKernelTests
{
    public static TheoryData<int, int, int> Plans { get; } = AllPlans();

    [Theory]
    [MemberData(nameof(Plans))]
    public void Vectors512(int kernel, int stride, int dilation)
    {
        Check<double, Vector512<double>, Simd512<double>>(DepthwisePlan.For(kernel, stride, dilation));
        Check<float, Vector512<float>, Simd512<float>>(DepthwisePlan.For(kernel, stride, dilation));
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Vectors256(int kernel, int stride, int dilation)
    {
        Check<double, Vector256<double>, Simd256<double>>(DepthwisePlan.For(kernel, stride, dilation));
        Check<float, Vector256<float>, Simd256<float>>(DepthwisePlan.For(kernel, stride, dilation));
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Vectors128(int kernel, int stride, int dilation)
    {
        Check<double, Vector128<double>, Simd128<double>>(DepthwisePlan.For(kernel, stride, dilation));
        Check<float, Vector128<float>, Simd128<float>>(DepthwisePlan.For(kernel, stride, dilation));
    }

    [Fact]
    public void SplitAndMergeAreInverse()
    {
        CheckSplit<float, Vector128<float>, Simd128<float>>();
        CheckSplit<float, Vector256<float>, Simd256<float>>();
        CheckSplit<float, Vector512<float>, Simd512<float>>();
        CheckSplit<double, Vector128<double>, Simd128<double>>();
        CheckSplit<double, Vector256<double>, Simd256<double>>();
        CheckSplit<double, Vector512<double>, Simd512<double>>();
    }

    private static TheoryData<int, int, int> AllPlans()
    {
        TheoryData<int, int, int> plans = [];
        foreach (int kernel in (int[])[3, 5])
        {
            foreach (int stride in (int[])[1, 2])
            {
                plans.Add(kernel, stride, 1);
                plans.Add(kernel, stride, 2);
            }
        }

        return plans;
    }

    /// <summary>Small whole numbers, so that every order of summation gives the same value.</summary>
    private static void Check<T, TVector, TSimd>(DepthwisePlan plan)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TVector : unmanaged
        where TSimd : struct, ISimd<TVector, T>
    {
        PlaneGeometry geometry = new(rows: 7, columns: 19, plan.Halo, plan.RowStep, samples: 3, TSimd.Count);
        Random random = new(7);
        T[] Whole(int length) => [.. Enumerable.Range(0, length).Select(_ => T.CreateTruncating(random.Next(-4, 5)))];
        T[] input = Whole(geometry.PlaneSize * plan.Phases), gradient = Whole(geometry.PlaneSize), weights = Whole(plan.Kernel * plan.Kernel);
        T[] output = new T[geometry.Rows * geometry.Width], sums = new T[weights.Length * TSimd.Count];
        List<PlacedStrip> strips = [];
        foreach (TapStrip strip in plan.Forward)
        {
            int offset = (strip.Phase * geometry.PlaneSize) + (strip.Row * geometry.Pitch) + strip.Column;
            strips.Add(new PlacedStrip(offset, strip.Taps, strips.Sum(s => s.Taps)));
        }

        fixed (T* x = input, g = gradient, w = weights, y = output, s = sums)
        {
            PlaneConvolution<T, TVector, TSimd>.Convolve(in geometry, plan.RowStep, x + geometry.Origin, strips.ToArray(), w, y, geometry.Width);
            PlaneCorrelation<T, TVector, TSimd>.Correlate(in geometry, plan.RowStep, x + geometry.Origin, g + geometry.Origin, strips.ToArray(), s);
        }

        T[] expectedOutput = new T[output.Length], expectedSums = new T[weights.Length];
        foreach (PlacedStrip strip in strips)
        {
            for (int i = 0; i < output.Length * strip.Taps; i++)
            {
                int tap = i % strip.Taps, place = i / strip.Taps, row = place / geometry.Width, column = place % geometry.Width;
                int at = geometry.Origin + (row * geometry.Pitch) + column;
                T value = input[at + strip.Offset + (tap * plan.RowStep * geometry.Pitch)];
                expectedOutput[place] += value * weights[strip.Weight + tap];
                expectedSums[strip.Weight + tap] += value * gradient[at];
            }
        }

        Assert.Equal(expectedOutput, output);
        Assert.Equal(expectedSums, sums.Chunk(TSimd.Count).Select(part => part.Aggregate((a, b) => a + b)));
    }

    private static void CheckSplit<T, TVector, TSimd>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TVector : unmanaged
        where TSimd : struct, ISimd<TVector, T>
    {
        T[] values = [.. Enumerable.Range(0, TSimd.Count).Select(T.CreateTruncating)];
        T[] even = new T[TSimd.Count / 2], odd = new T[TSimd.Count / 2], merged = new T[TSimd.Count];
        fixed (T* v = values, e = even, o = odd, m = merged)
        {
            TSimd.Split(TSimd.Load(v), e, o);
            TSimd.Store(TSimd.Merge(e, o), m);
        }

        Assert.Equal(values.Where((_, i) => i % 2 == 0), even);
        Assert.Equal(values.Where((_, i) => i % 2 == 1), odd);
        Assert.Equal(values, merged);
    }
}
