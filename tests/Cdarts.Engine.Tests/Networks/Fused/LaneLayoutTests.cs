using Cdarts.Engine.Networks.Fused;
using Cdarts.Engine.Tests.Kernels;
using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Networks.Fused;

public class LaneLayoutTests
{
    private static readonly Gen<Case> Cases =
        Gen.Select(
            Gen.Select(Gen.Int[1, 3], Gen.Int[1, 4], Gen.Int[1, 20]), Gen.Select(Gen.Int[1, 7], Gen.Int[1, 7], Gen.Int[0, 2], Gen.Int[0, 1 << 20]),
            (channels, rest) => new Case(
                channels.Item1, channels.Item2, channels.Item3, rest.Item1, rest.Item2, LaneWidths.Of<double>()[rest.Item3], rest.Item4));

    /// <param name="Samples">Pictures.</param>
    /// <param name="Segments">Segments.</param>
    /// <param name="Channels">Channels of a segment.</param>
    /// <param name="Rows">Height.</param>
    /// <param name="Columns">Width.</param>
    /// <param name="Lanes">Lanes.</param>
    /// <param name="Seed">Of the numbers.</param>
    private sealed record Case(int Samples, int Segments, int Channels, int Rows, int Columns, int Lanes, int Seed)
    {
        internal long[] Shape => [Samples, Segments * Channels, Rows, Columns];

        internal int Blocks => (Channels + Lanes - 1) / Lanes;
    }

    [Fact]
    public void Planes_come_back_as_they_were() => Check((c, x, random) =>
    {
        Tensor lanes = Enter(c, x), back = LaneLayout.ToPlanes(lanes, c.Segments, c.Channels);
        Assert.Equal([c.Samples, c.Segments * c.Blocks, c.Rows, c.Columns, c.Lanes], lanes.shape);
        Assert.True(lanes.is_contiguous() && back.is_contiguous());
        Rounding.AssertNone(back, x);
        SameGradients(x, back, x * 1, random);
    });

    [Fact]
    public void A_channel_lies_in_its_lane_and_padding_is_zero() => Check((c, x, _) =>
    {
        using TorchSharp.Utils.TensorAccessor<double> planes = x.detach().data<double>(), lanes = Enter(c, x).detach().data<double>();
        for (int segment = 0; segment < c.Segments; segment++)
        {
            for (int channel = 0; channel < c.Blocks * c.Lanes; channel++)
            {
                double expected = channel < c.Channels ? planes[0, (segment * c.Channels) + channel, c.Rows - 1, c.Columns / 2] : 0;
                Assert.Equal(expected, lanes[0, (segment * c.Blocks) + (channel / c.Lanes), c.Rows - 1, c.Columns / 2, channel % c.Lanes]);
            }
        }
    });

    [Fact]
    public void Means_are_those_of_the_planes() => Check((c, x, random) =>
    {
        Tensor means = LaneLayout.Means(Enter(c, x), c.Segments, c.Channels), expected = x.mean([2, 3]);
        Rounding.AssertSums<double>(means, expected, x.abs().mean([2, 3]), c.Rows * c.Columns);
        SameGradients(x, means, expected, random);
    });

    private static void Check(Action<Case, Tensor, RandomTensors> check) => Cases.Sample(
        c =>
        {
            using DisposeScope scope = NewDisposeScope();
            using RandomTensors random = new(c.Seed);
            check(c, random.Normal(c.Shape).requires_grad_(), random);
        },
        iter: 50, threads: 1);

    private static Tensor Enter(Case c, Tensor x) => LanePictures.Enter<double>(x, c.Lanes, c.Segments);

    private static void SameGradients(Tensor x, Tensor actual, Tensor expected, RandomTensors random)
    {
        Tensor gradient = random.Normal(expected.shape);
        Tensor ofActual = autograd.grad([actual], [x], [gradient])[0], ofExpected = autograd.grad([expected], [x], [gradient])[0];
        Assert.True((ofActual - ofExpected).abs().max().item<double>() <= 1e-15);
    }
}
