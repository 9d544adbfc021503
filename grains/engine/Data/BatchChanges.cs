using Cdarts.Engine.Data.Transforms;

namespace Cdarts.Engine.Data;

/// <summary>The random changes of training pictures that a run asks for; which of the two counts depends on where the pictures are.</summary>
/// <param name="Small">Of pictures that are in memory at the size of the network, and mixup of all.</param>
/// <param name="Large">Of encoded pictures.</param>
internal sealed record BatchChanges(Augmentation Small, TrainingTransformSettings Large)
{
    /// <summary>For pictures that are only measured on.</summary>
    public static BatchChanges None { get; } = new(Augmentation.None, new TrainingTransformSettings());

    /// <summary>The changes of a search.</summary>
    /// <exception cref="CdartsException">A setting is out of its range.</exception>
    public static BatchChanges From(DataSettings data) => new(Augmentation.From(data), TransformOf(data));

    /// <summary>The changes of a retraining.</summary>
    /// <exception cref="CdartsException">A setting is out of its range.</exception>
    public static BatchChanges From(DataSettings data, AugmentationSettings augmentation) => new(
        Augmentation.From(augmentation),
        TransformOf(data) with { Flip = augmentation.Flip, AutoAugment = augmentation.AutoAugment == AutoAugmentKind.Imagenet });

    private static TrainingTransformSettings TransformOf(DataSettings data) => new()
    {
        Flip = data.Flip,
        Brightness = data.JitterBrightness,
        Contrast = data.JitterContrast,
        Saturation = data.JitterSaturation,
        Hue = data.JitterHue,
    };
}
