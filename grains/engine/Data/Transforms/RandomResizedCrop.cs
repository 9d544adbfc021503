using Cdarts.Engine.Data.Imaging;

namespace Cdarts.Engine.Data.Transforms;

/// <summary>
/// A random region of a picture, with torchvision's distribution: ten times a share of the area, uniform, and a ratio of width to height, uniform in its logarithm;
/// the first that fits is put anywhere in the picture. If none fits, the largest region in the middle whose ratio is allowed.
/// </summary>
internal sealed class RandomResizedCrop
{
    private const int Tries = 10;

    private readonly TrainingTransformSettings _settings;
    private readonly double _logMinimumRatio;
    private readonly double _logMaximumRatio;

    /// <summary>Creates it.</summary>
    /// <param name="settings">Scale and ratio are used; checked elsewhere.</param>
    public RandomResizedCrop(TrainingTransformSettings settings)
    {
        _settings = settings;
        _logMinimumRatio = Math.Log(settings.MinimumRatio);
        _logMaximumRatio = Math.Log(settings.MaximumRatio);
    }

    /// <summary>
    /// Draws a region: per try <c>NextDouble()</c> for the area and <c>NextDouble()</c> for the ratio, then <c>NextInt(height - h + 1)</c> for the first row and
    /// <c>NextInt(width - w + 1)</c> for the first column.
    /// </summary>
    public PictureRegion Draw(ref CounterRandom random, int width, int height)
    {
        double area = (double)width * height;
        for (int i = 0; i < Tries; i++)
        {
            double part = area * Between(_settings.MinimumScale, _settings.MaximumScale, random.NextDouble());
            double ratio = Math.Exp(Between(_logMinimumRatio, _logMaximumRatio, random.NextDouble()));
            double w = Math.Round(Math.Sqrt(part * ratio));
            double h = Math.Round(Math.Sqrt(part / ratio));
            if (w > 0 && w <= width && h > 0 && h <= height)
            {
                int top = random.NextInt(height - (int)h + 1);
                int left = random.NextInt(width - (int)w + 1);
                return new PictureRegion(left, top, (int)w, (int)h);
            }
        }

        return Middle(width, height);
    }

    private static double Between(double least, double most, double share) => least + ((most - least) * share);

    private PictureRegion Middle(int width, int height)
    {
        double ratio = (double)width / height;
        (int w, int h) = ratio < _settings.MinimumRatio ? (width, Rounded(width / _settings.MinimumRatio, height))
            : ratio > _settings.MaximumRatio ? (Rounded(height * _settings.MaximumRatio, width), height)
            : (width, height);
        return new PictureRegion((width - w) / 2, (height - h) / 2, w, h);
    }

    private static int Rounded(double length, int most) => Math.Clamp((int)Math.Round(length), 1, most);
}
