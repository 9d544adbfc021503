namespace Cdarts.Engine.Data;

/// <summary>A learned policy of picture operations.</summary>
public enum AutoAugmentKind
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The 25 sub-policies of CIFAR-10 (Cubuk et al. 2019, table 7).</summary>
    Cifar10 = 1,

    /// <summary>The 25 sub-policies of ImageNet (table 9 there); for folders of large pictures, in place of the jitter.</summary>
    Imagenet = 2,
}
