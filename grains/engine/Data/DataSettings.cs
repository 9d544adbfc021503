namespace Cdarts.Engine.Data;

/// <summary>Pictures, batch and augmentation.</summary>
public sealed record DataSettings
{
    /// <summary>
    /// <c>sample</c> (built in, default), or what lies in the folder <see cref="Path"/>: <c>cifar10</c>, <c>cifar100</c> (their binary versions),
    /// <c>fashion-mnist</c>, <c>idx</c> (any data set in IDX files; its normalisation is measured), or <c>image-folder</c> (encoded pictures in
    /// <c>train/CLASS</c> and <c>val/CLASS</c>, or a folder of shards packed from them; ImageNet's normalisation).
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

    /// <summary>Side of the pictures that a network gets from an image folder, pixels. Default 224.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>Short side to which pictures of an image folder are resized before their middle is cut out to be measured on, pixels. Default 256.</summary>
    public int EvaluationResize { get; init; } = 256;

    /// <summary>Share of each class's train pictures that is used at all, chosen by the seed; at least one picture per class. Default 1.</summary>
    public double Subset { get; init; } = 1;

    /// <summary>How the train list is split into two halves. Default stratified.</summary>
    public DataSplit Split { get; init; }

    /// <summary>
    /// Share of an epoch's batches that a search runs, where its steps per epoch are not given: below 1, int(share · batches) + 1 steps, the last short batch counted
    /// among the batches (specification, section 3.4). Default 1: all full batches.
    /// </summary>
    public double SampleRatio { get; init; } = 1;

    /// <summary>What happens to pictures of an image folder that cannot be used. Default fail.</summary>
    public BadPicturePolicy BadPictures { get; init; }

    /// <summary>
    /// Train pictures of an image folder: brightness is multiplied by 1 - this to 1 + this, as in torchvision's ColorJitter; 0 = not at all. Default 0.4.
    /// </summary>
    public double JitterBrightness { get; init; } = 0.4;

    /// <summary>The same for contrast. Default 0.4.</summary>
    public double JitterContrast { get; init; } = 0.4;

    /// <summary>The same for saturation. Default 0.4.</summary>
    public double JitterSaturation { get; init; } = 0.4;

    /// <summary>The same for hue, which is turned by up to this share of the circle in both directions, 0 to 0.5. Default 0.2.</summary>
    public double JitterHue { get; init; } = 0.2;
}

/// <summary>How the train list is split into two halves.</summary>
public enum DataSplit
{
    /// <summary>By the seed, with every class in both halves in the same proportion.</summary>
    Stratified = 0,

    /// <summary>
    /// The first part of the list and the rest, as both originals do: in a list sorted by class, as that of an image folder, the halves have different classes.
    /// </summary>
    Reference = 1,
}

/// <summary>What happens to pictures that cannot be used; one is never replaced by another.</summary>
public enum BadPicturePolicy
{
    /// <summary>The run ends with a sentence that names the picture.</summary>
    Fail = 0,

    /// <summary>Pictures on the list that <c>cdarts data verify</c> wrote are left out from the beginning; any other one ends the run.</summary>
    SkipListed = 1,
}
