namespace Cdarts.Engine.Data;

/// <summary>
/// Random changes of the pictures that a found network is trained on again. The defaults are those of both original implementations for CIFAR (specification,
/// section 4); the search has crop and mirroring only, from <see cref="DataSettings"/>.
/// </summary>
public sealed record AugmentationSettings
{
    /// <summary>Pixels of padding on each side before the random crop; 0 = no crop. Black, with AutoAugment grey (128). Default 4.</summary>
    public int CropPadding { get; init; } = 4;

    /// <summary>Whether pictures are mirrored with probability one half. Default true.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>
    /// Side of the square hole that each normalised picture gets (DeVries and Taylor 2017), in pixels; 0 = none. Its centre is anywhere in the picture, and what
    /// reaches over the edge is cut off. Default 16.
    /// </summary>
    public int CutoutLength { get; init; } = 16;

    /// <summary>Policy applied after crop and mirroring, before the normalisation. Default none.</summary>
    public AutoAugmentKind AutoAugment { get; init; } = AutoAugmentKind.None;

    /// <summary>
    /// Mixup (Zhang et al. 2018): neighbours of the global batch are mixed with a share from Beta(a, a), a being this; 0 = no mixup. Default 0.
    /// </summary>
    public double MixupAlpha { get; init; }
}
