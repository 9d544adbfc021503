namespace Cdarts.Engine.Data;

/// <summary>Mean and standard deviation of each channel, of pixel values in 0..1: a network sees <c>(value / 255 - mean) / deviation</c>.</summary>
public sealed class Normalisation
{
    /// <summary>Creates the normalisation.</summary>
    /// <param name="mean">One value per channel.</param>
    /// <param name="deviation">One value per channel, positive.</param>
    /// <exception cref="CdartsException">A value is not finite, a deviation is not positive, or the lengths differ.</exception>
    public Normalisation(IReadOnlyList<double> mean, IReadOnlyList<double> deviation)
    {
        if (mean.Count == 0 || mean.Count != deviation.Count || !mean.All(double.IsFinite) || !deviation.All(d => double.IsFinite(d) && d > 0))
        {
            throw new CdartsException("A normalisation needs one finite mean and one positive standard deviation per channel: pictures that are all of one colour cannot be normalised.");
        }

        Mean = [.. mean];
        Deviation = [.. deviation];
    }

    /// <summary>
    /// The published figures of Fashion-MNIST, of the 60,000 train pictures at 28 x 28 (the padding to 32 x 32 not counted), for three equal channels.
    /// </summary>
    public static Normalisation FashionMnist { get; } = Grey(0.2860, 0.3530);

    /// <summary>The figures that both original implementations use for CIFAR-10 and CIFAR-100 (specification, section 3.4).</summary>
    public static Normalisation Cifar { get; } =
        new([0.49139968, 0.48215827, 0.44653124], [0.24703233, 0.24348505, 0.26158768]);

    /// <summary>The figures that both original implementations use for ImageNet (specification, section 3.4).</summary>
    public static Normalisation Imagenet { get; } = new([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

    /// <summary>Mean per channel.</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>Standard deviation per channel.</summary>
    public IReadOnlyList<double> Deviation { get; }

    /// <summary>
    /// Measures grey pictures, for three equal channels; rounded to four decimals, as such figures are published (so that the full Fashion-MNIST
    /// measures exactly as <see cref="FashionMnist"/>).
    /// </summary>
    /// <exception cref="CdartsException">All pixels are equal.</exception>
    internal static Normalisation Measure(ReadOnlySpan<byte> grey)
    {
        long sum = 0;
        long squares = 0;
        foreach (byte value in grey)
        {
            sum += value;
            squares += value * value;
        }

        double mean = sum / (255.0 * grey.Length);
        double variance = (squares / (255.0 * 255.0 * grey.Length)) - (mean * mean);
        return Grey(Math.Round(mean, 4), Math.Round(Math.Sqrt(Math.Max(variance, 0)), 4));
    }

    private static Normalisation Grey(double mean, double deviation) => new([mean, mean, mean], [deviation, deviation, deviation]);
}
