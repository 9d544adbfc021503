namespace Cdarts.Engine.Data;

/// <summary>Pictures, batch and augmentation.</summary>
public sealed record DataSettings
{
    /// <summary>
    /// <c>sample</c> (built in, default), or what lies in the folder <see cref="Path"/>: <c>cifar10</c>, <c>cifar100</c> (their binary versions),
    /// <c>fashion-mnist</c>, or <c>idx</c> (any data set in IDX files; its normalisation is measured).
    /// </summary>
    public string Name { get; init; } = "sample";

    /// <summary>Folder of the files, for CIFAR also the folder above the archive's own; empty for <c>sample</c>.</summary>
    public string Path { get; init; } = "";

    /// <summary>Pictures per update over all replicas, B. Default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>
    /// Most pictures that a replica processes at once; 0 (default) = its whole slice of the batch. A larger slice is cut into parts, whose gradients are
    /// added. Batch norm takes its statistics from a part, so the numbers are those of as many replicas as there are parts.
    /// </summary>
    public int DeviceBatch { get; init; }

    /// <summary>How many of some pictures a replica processes at once.</summary>
    internal int AtOnce(int pictures) => DeviceBatch == 0 ? pictures : Math.Min(pictures, DeviceBatch);

    /// <summary>Share of the train list that the search network's weights learn from; the rest is the validation half. Default 0.5.</summary>
    public double TrainFraction { get; init; } = 0.5;

    /// <summary>Pixels of zero padding on each side before the random crop; 0 = no crop. Default 4.</summary>
    public int CropPadding { get; init; } = 4;

    /// <summary>Whether pictures are mirrored with probability one half. Default true.</summary>
    public bool Flip { get; init; } = true;
}
