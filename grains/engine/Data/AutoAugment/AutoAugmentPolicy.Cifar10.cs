using static Cdarts.Engine.Data.AutoAugment.PictureOperation;

namespace Cdarts.Engine.Data.AutoAugment;

/// <content>The policy that was learned on CIFAR-10 (Cubuk et al. 2019, table 7).</content>
internal sealed partial class AutoAugmentPolicy
{
    /// <summary>The policy that was learned on CIFAR-10 (Cubuk et al. 2019, table 7).</summary>
    public static AutoAugmentPolicy Cifar10 { get; } = new(
    [
        Both(0.1, Invert, 7, 0.2, Contrast, 6),
        Both(0.7, Rotate, 2, 0.3, TranslateX, 9),
        Both(0.8, Sharpness, 1, 0.9, Sharpness, 3),
        Both(0.5, ShearY, 8, 0.7, TranslateY, 9),
        Both(0.5, AutoContrast, 8, 0.9, Equalize, 2),
        Both(0.2, ShearY, 7, 0.3, Posterize, 7),
        Both(0.4, Color, 3, 0.6, Brightness, 7),
        Both(0.3, Sharpness, 9, 0.7, Brightness, 9),
        Both(0.6, Equalize, 5, 0.5, Equalize, 1),
        Both(0.6, Contrast, 7, 0.6, Sharpness, 5),
        Both(0.7, Color, 7, 0.5, TranslateX, 8),
        Both(0.3, Equalize, 7, 0.4, AutoContrast, 8),
        Both(0.4, TranslateY, 3, 0.2, Sharpness, 6),
        Both(0.9, Brightness, 6, 0.2, Color, 8),
        Both(0.5, Solarize, 2, 0.0, Invert, 3),
        Both(0.2, Equalize, 0, 0.6, AutoContrast, 0),
        Both(0.2, Equalize, 8, 0.6, Equalize, 4),
        Both(0.9, Color, 9, 0.6, Equalize, 6),
        Both(0.8, AutoContrast, 4, 0.2, Solarize, 8),
        Both(0.1, Brightness, 3, 0.7, Color, 0),
        Both(0.4, Solarize, 5, 0.9, AutoContrast, 3),
        Both(0.9, TranslateY, 9, 0.7, TranslateY, 9),
        Both(0.9, AutoContrast, 2, 0.8, Solarize, 3),
        Both(0.8, Equalize, 8, 0.1, Invert, 3),
        Both(0.7, TranslateY, 9, 0.9, AutoContrast, 1),
    ]);
}
