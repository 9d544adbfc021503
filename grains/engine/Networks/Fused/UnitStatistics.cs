using System.Numerics;
using Cdarts.Engine.Networks.Layers;

namespace Cdarts.Engine.Networks.Fused;

/// <summary>Mean and 1 / standard deviation by which a unit's result was normalised in one forward pass, for each padded channel.</summary>
internal sealed record UnitStatistics(double[] Mean, double[] InverseDeviation)
{
    /// <summary>From the batch's sums; the unbiased variance goes to the norm's staging place.</summary>
    /// <param name="sums">For every block the sums, then the sums of squares, of its lanes.</param>
    /// <param name="channels">Padded channels.</param>
    /// <param name="lanes">Lanes of a block.</param>
    /// <param name="count">Elements of a channel in the batch.</param>
    /// <param name="norm">Norm.</param>
    /// <param name="pass">Pass that stages.</param>
    internal static UnitStatistics OfBatch<T>(ReadOnlySpan<double> sums, int channels, int lanes, double count, BatchNorm norm, ForwardPass pass)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] mean = new double[channels], inverse = new double[channels], unbiased = new double[channels];
        for (int channel = 0; channel < channels; channel++)
        {
            int place = (channel / lanes * 2 * lanes) + (channel % lanes);
            mean[channel] = sums[place] / count;

            // Rounding can leave the variance of a constant channel just below zero.
            double variance = Math.Max((sums[place + lanes] / count) - (mean[channel] * mean[channel]), 0);
            if (double.IsNaN(sums[place + lanes]))
            {
                variance = double.NaN;
            }

            inverse[channel] = 1 / Math.Sqrt(variance + BatchNorm.Epsilon);
            unbiased[channel] = variance * count / (count - 1);
        }

        norm.Stage<T>(pass, mean, unbiased);
        return new UnitStatistics(mean, inverse);
    }

    /// <summary>The norm's running statistics; padded channels have mean 0 and variance 1.</summary>
    internal static UnitStatistics Running<T>(int channels, BatchNorm norm)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] mean = new double[channels], inverse = new double[channels];
        norm.CopyRunning<T>(mean, inverse);
        for (int channel = 0; channel < channels; channel++)
        {
            inverse[channel] = channel < norm.Channels ? 1 / Math.Sqrt(inverse[channel] + BatchNorm.Epsilon) : 1;
        }

        return new UnitStatistics(mean, inverse);
    }
}
