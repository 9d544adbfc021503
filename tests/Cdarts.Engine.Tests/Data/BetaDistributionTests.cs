using Cdarts.Engine.Data;

namespace Cdarts.Engine.Tests.Data;

public class BetaDistributionTests
{
    private const int Count = 20_000;

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(2.0)]
    [InlineData(30.0)]
    public void Mean_and_variance_are_those_of_the_distribution(double alpha)
    {
        double[] draws = Draw(alpha);

        double variance = 1 / (4 * ((2 * alpha) + 1));
        double mean = draws.Average();
        Assert.All(draws, draw => Assert.InRange(draw, 0, 1));
        Assert.Equal(0.5, mean, 4 * Math.Sqrt(variance / Count));
        Assert.Equal(1, draws.Average(draw => (draw - mean) * (draw - mean)) / variance, 0.05);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(2.0)]
    public void The_distribution_function_is_the_known_one(double alpha)
    {
        double[] sorted = [.. Draw(alpha).Order()];

        double largest = sorted.Select((draw, i) => Math.Abs(Below(draw) - ((i + 0.5) / Count))).Max();

        // Kolmogorov-Smirnov: at 1.95 / sqrt(n) one seed in a thousand fails, and this one is fixed.
        Assert.InRange(largest, 0, 1.95 / Math.Sqrt(Count));

        double Below(double x) => alpha switch
        {
            0.5 => 2 / Math.PI * Math.Asin(Math.Sqrt(x)),
            1.0 => x,
            _ => x * x * (3 - (2 * x)),
        };
    }

    [Fact]
    public void Draws_are_golden()
    {
        CounterRandom random = new(CounterRandom.Key(3, DataStream.Retrain, 1, -2));

        Assert.Equal(0.03819148471322318, BetaDistribution.Draw(ref random, 0.2), 1e-12);
        Assert.Equal(0.7783380439436359, BetaDistribution.Draw(ref random, 1), 1e-12);
    }

    [Fact]
    public void A_distribution_without_shape_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            CounterRandom random = new(0);
            BetaDistribution.Draw(ref random, 0);
        });

    private static double[] Draw(double alpha)
    {
        CounterRandom random = new(17);
        double[] draws = new double[Count];
        for (int i = 0; i < Count; i++)
        {
            draws[i] = BetaDistribution.Draw(ref random, alpha);
        }

        return draws;
    }
}
