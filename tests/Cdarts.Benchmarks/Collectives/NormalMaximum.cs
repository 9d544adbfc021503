namespace Cdarts.Benchmarks.Collectives;

/// <summary>The largest of many normal numbers.</summary>
internal static class NormalMaximum
{
    private const double Limit = 8, Step = 1e-3;

    /// <summary>Its mean: the integral of 1 - P(x)^n over x &gt; 0 less that of P(x)^n over x &lt; 0, P the distribution function.</summary>
    internal static double Mean(int count)
    {
        double mean = 0;
        for (double x = Step / 2; x < Limit; x += Step)
        {
            mean += (1 - Math.Pow(Distribution(x), count) - Math.Pow(1 - Distribution(x), count)) * Step;
        }

        return mean;
    }

    // Abramowitz and Stegun, 26.2.17; error below 7.5e-8; for x >= 0.
    private static double Distribution(double x)
    {
        double t = 1 / (1 + 0.2316419 * x);
        double tail = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return 1 - Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI) * tail;
    }
}
