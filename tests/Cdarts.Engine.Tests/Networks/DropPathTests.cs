using Cdarts.Engine.Data;
using Cdarts.Engine.Networks;

namespace Cdarts.Engine.Tests.Networks;

public class DropPathTests
{
    private const int Edges = 16;

    [Fact]
    public void An_edge_takes_its_number_of_the_samples_key()
    {
        const double Probability = .3;
        double[][] factors = Draw(Probability, [7, 2]);
        foreach ((int sample, int place) in (ReadOnlySpan<(int, int)>)[(7, 0), (2, 1)])
        {
            CounterRandom random = new(CounterRandom.Key(5, DataStream.DropPath, 3, sample));
            for (int edge = 0; edge < Edges; edge++)
            {
                Assert.Equal(random.NextDouble() < Probability ? 0 : 1 / .7, factors[edge][place]);
            }
        }
    }

    [Fact]
    public void Draws_are_golden() => Assert.Equal(
        "1101110111110111", string.Concat(Draw(.3, [11]).Select(edge => edge[0] == 0 ? '0' : '1')));

    [Fact]
    public void Neither_place_in_the_batch_nor_the_other_samples_change_a_samples_draws()
    {
        double[][] whole = Draw(.4, [9, 3, 5, 0]), part = Draw(.4, [5, 9]);
        for (int edge = 0; edge < Edges; edge++)
        {
            Assert.Equal([whole[edge][2], whole[edge][0]], part[edge]);
        }
    }

    [Fact]
    public void Seed_epoch_and_sample_change_them()
    {
        int[] samples = [.. Enumerable.Range(0, 50)];
        double[][] first = Draw(.5, samples);
        Assert.NotEqual(first, Factors(new DropPath(.5, 6, 3, samples, Edges)));
        Assert.NotEqual(first, Factors(new DropPath(.5, 5, 4, samples, Edges)));
        Assert.NotEqual(first, Draw(.5, [.. samples.Select(sample => sample + 50)]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(.2)]
    [InlineData(.75)]
    public void Results_are_left_out_with_the_probability_and_keep_their_mean(double probability)
    {
        double[] factors = [.. Draw(probability, [.. Enumerable.Range(0, 2000)]).SelectMany(edge => edge)];
        Assert.Equal(probability, factors.Count(factor => factor == 0) / (double)factors.Length, .01);
        Assert.All(factors, factor => Assert.True(factor == 0 || factor == 1 / (1 - probability)));
        Assert.Equal(1, factors.Average(), .02);
    }

    [Fact]
    public void Edges_that_are_not_dropped_draw_none_the_less()
    {
        DropPath drop = new(.5, 5, 3, [1, 2, 3], Edges);
        SampleFactors all = drop.Of(4, [true, true, true]), some = drop.Of(4, [true, false, true]);
        Assert.Null(some.Values[1]);
        Assert.Equal([all.Values[0], all.Values[2]], [some.Values[0], some.Values[2]]);
    }

    [Theory]
    [InlineData(-.1)]
    [InlineData(1)]
    public void Other_probabilities_are_refused(double probability) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DropPath(probability, 0, 0, [0], 1));

    private static double[][] Draw(double probability, int[] samples) => Factors(new DropPath(probability, 5, 3, samples, Edges));

    private static double[][] Factors(DropPath drop) => [.. drop.Of(0, [.. Enumerable.Repeat(true, Edges)]).Values.Select(values => values!)];
}
