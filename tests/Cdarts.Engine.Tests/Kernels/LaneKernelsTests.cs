using System.Numerics;
using System.Runtime.Intrinsics;
using Cdarts.Engine.Kernels;

namespace Cdarts.Engine.Tests.Kernels;

public unsafe class LaneKernelsTests
{
    [Fact]
    public void Every_width_has_kernels()
    {
        Assert.All(LaneWidths.Of<float>(), lanes => Assert.Equal(lanes, LaneKernels<float>.For(lanes).Lanes));
        Assert.All(LaneWidths.Of<double>(), lanes => Assert.Equal(lanes, LaneKernels<double>.For(lanes).Lanes));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(32)]
    public void Other_widths_are_refused(int lanes) => Assert.Throws<ArgumentOutOfRangeException>(() => LaneKernels<float>.For(lanes));

    [Fact]
    public void The_width_needs_the_fewest_vectors_and_then_the_least_padding()
    {
        for (int channels = 1; channels <= 300; channels++)
        {
            Assert.Equal(Best<float>(channels), LaneKernels<float>.LanesFor(channels));
            Assert.Equal(Best<double>(channels), LaneKernels<double>.LanesFor(channels));
        }
    }

    [SkippableTheory]
    [InlineData(1, 4)]
    [InlineData(4, 4)]
    [InlineData(5, 8)]
    [InlineData(8, 8)]
    [InlineData(9, 16)]
    [InlineData(16, 16)]
    [InlineData(20, 16)]
    [InlineData(24, 16)]
    [InlineData(36, 16)]
    public void Widths_of_known_channels(int channels, int lanes)
    {
        Skip.IfNot(Vector512.IsHardwareAccelerated, "the processor has no 512-bit vectors");
        Assert.Equal(lanes, LaneKernels<float>.LanesFor(channels));
    }

    /// <summary>
    /// Ninety thousand equal numbers: in single precision their running sum would drift away by more than this allows, since every addition rounds to the
    /// same side.
    /// </summary>
    [Fact]
    public void Sums_go_on_in_double_precision()
    {
        const int Side = 300;
        const float Value = 0.1f;
        foreach (int lanes in LaneWidths.Of<float>())
        {
            float[] input = new float[Side * Side * lanes], output = new float[input.Length], weights = new float[lanes * lanes];
            double[] sums = new double[2 * lanes];
            Array.Fill(input, Value);
            weights.AsSpan(0, lanes).Fill(1);
            fixed (float* x = input, y = output, w = weights)
            {
                fixed (double* s = sums)
                {
                    LaneKernels<float>.For(lanes).Multiply(
                        new ChannelMatrix<float>(w, lanes, 1), Picture<float>.Dense(x, lanes, Side, Side), Picture<float>.Dense(y, lanes, Side, Side),
                        Side, Side, null, s);
                }
            }

            Assert.Equal(-1, output.AsSpan().IndexOfAnyExcept(Value));
            Assert.All(sums[..lanes], sum => Assert.InRange(sum / (Side * Side * (double)Value), 1 - 5e-6, 1 + 5e-6));
            Assert.All(sums[lanes..], sum => Assert.InRange(sum / (Side * Side * (double)Value * Value), 1 - 5e-6, 1 + 5e-6));
        }
    }

    private static int Best<T>(int channels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool[] there = [true, Vector256.IsHardwareAccelerated, Vector512.IsHardwareAccelerated];
        return LaneWidths.Of<T>()
            .Where((_, i) => there[i])
            .OrderBy(lanes => Math.Ceiling((double)channels / lanes))
            .ThenBy(lanes => (lanes - (channels % lanes)) % lanes)
            .First();
    }
}
