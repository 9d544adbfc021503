using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Kernels;

/// <summary>
/// How far rounding may take a sum of products from the true one: n terms, added in any order, miss it by at most n units of rounding times the sum of the
/// terms' absolute values. Where that sum is zero, the result has to be zero.
/// </summary>
internal static class Rounding
{
    /// <summary>2^-53 or 2^-24.</summary>
    internal static double Unit<T>()
        where T : unmanaged => typeof(T) == typeof(float) ? 1.0 / (1 << 24) : 1.0 / (1L << 53);

    /// <summary>Compares sums with those of the same numbers in double precision.</summary>
    /// <param name="actual">Sums, computed in <typeparamref name="T"/>.</param>
    /// <param name="expected">Sums in double precision, whose own rounding the bound allows for as well.</param>
    /// <param name="absolutes">The same with all terms' absolute values.</param>
    /// <param name="terms">Most terms of a sum.</param>
    internal static void AssertSums<T>(Tensor actual, Tensor expected, Tensor absolutes, long terms)
        where T : unmanaged
    {
        // For double precision less than 1e-12 of the absolute values, with up to two thousand terms.
        double bound = 2 * (terms + 2) * Unit<T>();
        Assert.Equal(expected.shape, actual.shape);
        double excess = ((actual.to(ScalarType.Float64) - expected).abs() - (bound * absolutes)).max().item<double>();
        Assert.True(excess <= 0, $"The sums are {excess:E2} further off than rounding explains.");
    }

    /// <summary>Equal numbers, and NaN where NaN is expected.</summary>
    internal static void AssertNone(Tensor actual, Tensor expected)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(Doubles(expected), Doubles(actual));
    }

    private static double[] Doubles(Tensor tensor) => tensor.detach().contiguous().data<double>().ToArray();
}
