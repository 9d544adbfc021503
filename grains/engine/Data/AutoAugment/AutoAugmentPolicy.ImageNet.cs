using static Cdarts.Engine.Data.AutoAugment.PictureOperation;

namespace Cdarts.Engine.Data.AutoAugment;

/// <content>The policy that was learned on ImageNet (Cubuk et al. 2019, table 9).</content>
internal sealed partial class AutoAugmentPolicy
{
    /// <summary>The policy that was learned on ImageNet (Cubuk et al. 2019, table 9).</summary>
    public static AutoAugmentPolicy ImageNet { get; } = new(
    [
        Both(0.4, Posterize, 8, 0.6, Rotate, 9),
        Both(0.6, Solarize, 5, 0.6, AutoContrast, 5),
        Both(0.8, Equalize, 8, 0.6, Equalize, 3),
        Both(0.6, Posterize, 7, 0.6, Posterize, 6),
        Both(0.4, Equalize, 7, 0.2, Solarize, 4),
        Both(0.4, Equalize, 4, 0.8, Rotate, 8),
        Both(0.6, Solarize, 3, 0.6, Equalize, 7),
        Both(0.8, Posterize, 5, 1.0, Equalize, 2),
        Both(0.2, Rotate, 3, 0.6, Solarize, 8),
        Both(0.6, Equalize, 8, 0.4, Posterize, 6),
        Both(0.8, Rotate, 8, 0.4, Color, 0),
        Both(0.4, Rotate, 9, 0.6, Equalize, 2),
        Both(0.0, Equalize, 7, 0.8, Equalize, 8),
        Both(0.6, Invert, 4, 1.0, Equalize, 8),
        Both(0.6, Color, 4, 1.0, Contrast, 8),
        Both(0.8, Rotate, 8, 1.0, Color, 2),
        Both(0.8, Color, 8, 0.8, Solarize, 7),
        Both(0.4, Sharpness, 7, 0.6, Invert, 8),
        Both(0.6, ShearX, 5, 1.0, Equalize, 9),
        Both(0.4, Color, 0, 0.6, Equalize, 3),
        Both(0.4, Equalize, 7, 0.2, Solarize, 4),
        Both(0.6, Solarize, 5, 0.6, AutoContrast, 5),
        Both(0.6, Invert, 4, 1.0, Equalize, 8),
        Both(0.6, Color, 4, 1.0, Contrast, 8),
        Both(0.8, Equalize, 8, 0.6, Equalize, 3),
    ]);
}
