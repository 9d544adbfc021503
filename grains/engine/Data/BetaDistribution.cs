namespace Cdarts.Engine.Data;

/// <summary>Draws from the symmetric beta distribution.</summary>
internal static class BetaDistribution
{
    /// <summary>
    /// A number in [0, 1] from Beta(<paramref name="alpha"/>, <paramref name="alpha"/>): X / (X + Y) with X and Y from the gamma distribution of that shape. The
    /// gammas are kept as logarithms, since those of a small shape underflow.
    /// </summary>
    /// <param name="random">Generator; how many numbers it gives varies.</param>
    /// <param name="alpha">Positive.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="alpha"/> is not positive.</exception>
    public static double Draw(ref CounterRandom random, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        double x = LogGamma(ref random, alpha);
        double y = LogGamma(ref random, alpha);
        return 1 / (1 + Math.Exp(y - x));
    }

    // Marsaglia and Tsang 2000, for shapes from 1 on; below, a variate of shape + 1 times U^(1/shape).
    private static double LogGamma(ref CounterRandom random, double shape)
    {
        if (shape < 1)
        {
            double boost = Math.Log(OpenUniform(ref random)) / shape;
            return boost + LogGamma(ref random, shape + 1);
        }

        double d = shape - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double normal = Normal(ref random);
            double root = 1 + (c * normal);
            double uniform = OpenUniform(ref random);
            if (root <= 0)
            {
                continue;
            }

            double v = root * root * root;
            if (Math.Log(uniform) < (0.5 * normal * normal) + d - (d * v) + (d * Math.Log(v)))
            {
                return Math.Log(d) + Math.Log(v);
            }
        }
    }

    // Box and Muller 1958, one of the two.
    private static double Normal(ref CounterRandom random)
    {
        double radius = Math.Sqrt(-2 * Math.Log(OpenUniform(ref random)));
        return radius * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    // In (0, 1], so that its logarithm is finite.
    private static double OpenUniform(ref CounterRandom random) => 1 - random.NextDouble();
}
