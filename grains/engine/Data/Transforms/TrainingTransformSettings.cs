namespace Cdarts.Engine.Data.Transforms;

/// <summary>
/// Random changes of large training pictures. The defaults are those of both original implementations for ImageNet, in search and retraining alike
/// (specification, section 3.4).
/// </summary>
public sealed record TrainingTransformSettings
{
    /// <summary>Side of the result, in pixels. Default 224.</summary>
    public int Size { get; init; } = 224;

    /// <summary>Smallest share of a picture's area that is cut out. Default 0.08.</summary>
    public double MinimumScale { get; init; } = 0.08;

    /// <summary>Largest share of a picture's area that is cut out. Default 1.</summary>
    public double MaximumScale { get; init; } = 1;

    /// <summary>Smallest ratio of width to height that is cut out. Default 3/4.</summary>
    public double MinimumRatio { get; init; } = 3.0 / 4;

    /// <summary>Largest ratio of width to height that is cut out. Default 4/3.</summary>
    public double MaximumRatio { get; init; } = 4.0 / 3;

    /// <summary>Whether pictures are mirrored with probability one half. Default true.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>Brightness is multiplied by a factor from 1 - this (at least 0) to 1 + this; 0 = not at all. Default 0.4.</summary>
    public double Brightness { get; init; } = 0.4;

    /// <summary>The same for contrast. Default 0.4.</summary>
    public double Contrast { get; init; } = 0.4;

    /// <summary>The same for saturation. Default 0.4.</summary>
    public double Saturation { get; init; } = 0.4;

    /// <summary>Hue is turned by up to this share of the circle in both directions, 0 to 0.5; 0 = not at all. Default 0.2.</summary>
    public double Hue { get; init; } = 0.2;

    /// <summary>Whether AutoAugment's ImageNet policy takes the place of brightness, contrast, saturation and hue. Default false.</summary>
    public bool AutoAugment { get; init; }

    /// <summary>Checks the settings.</summary>
    /// <exception cref="CdartsException">One is out of its range.</exception>
    internal void Validate()
    {
        Require(Size is >= 1 and <= 4096, $"The picture size {Size} is not between 1 and 4096 pixels");
        Require(MinimumScale > 0 && MinimumScale <= MaximumScale && MaximumScale <= 1, $"The scale {MinimumScale} to {MaximumScale} of random crops is not a range within 0 and 1");
        Require(MinimumRatio > 0 && MinimumRatio <= MaximumRatio && double.IsFinite(MaximumRatio), $"The ratio {MinimumRatio} to {MaximumRatio} of random crops is not a range of positive numbers");
        Require(IsStrength(Brightness) && IsStrength(Contrast) && IsStrength(Saturation), $"Brightness {Brightness}, contrast {Contrast} and saturation {Saturation} are not all numbers from 0 up");
        Require(Hue is >= 0 and <= 0.5, $"The hue {Hue} is not between 0 and 0.5");
    }

    private static bool IsStrength(double value) => value >= 0 && double.IsFinite(value);

    private static void Require(bool holds, FormattableString problem)
    {
        if (!holds)
        {
            throw new CdartsException(FormattableString.Invariant(problem) + ": correct the settings of the training pictures.");
        }
    }
}
