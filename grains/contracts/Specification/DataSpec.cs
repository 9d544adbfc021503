namespace Cdarts.Contracts.Specification;

/// <summary>Pictures, batch and augmentation.</summary>
[GenerateSerializer, Immutable, Alias("Cdarts.DataSpec")]
public sealed record DataSpec
{
    /// <summary>
    /// <c>sample</c> (built in), or what lies in the folder <see cref="Path"/>: <c>cifar10</c>, <c>cifar100</c> (binary versions), <c>fashion-mnist</c>,
    /// <c>idx</c> (any data set in IDX files), or <c>image-folder</c> (train/CLASS and val/CLASS with encoded pictures, or shards packed from them).
    /// </summary>
    [Id(0)]
    [Setting(
        "Data set: sample is built in, the others lie in a folder, as `cdarts data fetch` puts them there; idx is any folder of IDX files, image-folder one with pictures in train/CLASS and val/CLASS, as ImageNet's, or packed by `cdarts data pack`.",
        Choices = ["sample", "cifar10", "cifar100", "fashion-mnist", "idx", "image-folder"])]
    public string Name { get; init; } = "sample";

    /// <summary>Folder of the files; empty for <c>sample</c>.</summary>
    [Id(1)]
    [Setting("Folder of the data set's files; empty for the built-in sample.")]
    public string Path { get; init; } = "";

    /// <summary>Pictures per update over all replicas.</summary>
    [Id(2)]
    [Setting("Pictures per update over all replicas.", Minimum = 2)]
    public int BatchSize { get; init; } = 64;

    /// <summary>Share of the train list that the search network's weights learn from.</summary>
    [Id(3)]
    [Setting("Share of the train list that the search network's weights learn from; the rest is the validation half.", Minimum = 0, AboveMinimum = true, Maximum = 1, BelowMaximum = true)]
    public double TrainFraction { get; init; } = 0.5;

    /// <summary>Pixels of zero padding on each side before the random crop; 0 = no crop.</summary>
    [Id(4)]
    [Setting("Pixels of zero padding on each side before the random crop; 0 = no crop. Without effect on image-folder, whose crops are resized.", Minimum = 0, Maximum = 64)]
    public int CropPadding { get; init; } = 4;

    /// <summary>Whether pictures are mirrored with probability one half.</summary>
    [Id(5)]
    [Setting("Whether pictures are mirrored with probability one half.")]
    public bool Flip { get; init; } = true;

    /// <summary>Side of the pictures that a network gets from an image folder.</summary>
    [Id(10)]
    [Setting("Side of the pictures that a network gets from image-folder, pixels.", Minimum = 8, Maximum = 4096)]
    public int ImageSize { get; init; } = 224;

    /// <summary>Short side of pictures of an image folder before their middle is cut out to be measured on.</summary>
    [Id(11)]
    [Setting("Short side to which pictures of image-folder are resized before their middle is cut out to be measured on, pixels.", Minimum = 8, Maximum = 4096)]
    public int EvaluationResize { get; init; } = 256;

    /// <summary>Share of each class's train pictures that is used at all.</summary>
    [Id(12)]
    [Setting("Share of each class's train pictures that is used at all, chosen by the seed.", Minimum = 0, AboveMinimum = true, Maximum = 1)]
    public double Subset { get; init; } = 1;

    /// <summary>How the train list is split into two halves.</summary>
    [Id(13)]
    [Setting("How a search splits the train list: stratified by class and seed, or reference = first part of the list and rest, as the originals do, which on image-folder gives the halves different classes.")]
    public DataSplit Split { get; init; } = DataSplit.Stratified;

    /// <summary>Share of an epoch's batches that a search runs.</summary>
    [Id(14)]
    [Setting("Share of the batches that an epoch of a search runs: below 1, int(share * batches) + 1 steps, as Cream; without effect where schedule.steps_per_epoch is given.", Minimum = 0, AboveMinimum = true, Maximum = 1)]
    public double SampleRatio { get; init; } = 1;

    /// <summary>What happens to pictures of an image folder that cannot be used.</summary>
    [Id(15)]
    [Setting("What happens to pictures of image-folder that cannot be used: fail ends the run with a sentence that names one; skip_listed leaves those out that `cdarts data verify` has listed.")]
    public BadPicturePolicy BadPictures { get; init; } = BadPicturePolicy.Fail;

    /// <summary>Strength of random brightness.</summary>
    [Id(16)]
    [Setting("Train pictures of image-folder: brightness is multiplied by 1 - this to 1 + this; 0 = not at all.", Minimum = 0, Maximum = 100)]
    public double JitterBrightness { get; init; } = 0.4;

    /// <summary>Strength of random contrast.</summary>
    [Id(17)]
    [Setting("The same for contrast.", Minimum = 0, Maximum = 100)]
    public double JitterContrast { get; init; } = 0.4;

    /// <summary>Strength of random saturation.</summary>
    [Id(18)]
    [Setting("The same for saturation.", Minimum = 0, Maximum = 100)]
    public double JitterSaturation { get; init; } = 0.4;

    /// <summary>Strength of random hue.</summary>
    [Id(19)]
    [Setting("Train pictures of image-folder: hue is turned by up to this share of the circle, in both directions.", Minimum = 0, Maximum = 0.5)]
    public double JitterHue { get; init; } = 0.2;

    /// <summary>Most pictures that a replica processes at once; 0 = its whole slice of the batch.</summary>
    [Id(20)]
    [Setting("Most pictures that a device processes at once, in search and retraining: a replica's slice of a batch is cut into parts and their gradients are added; 0 = no limit.", Minimum = 0)]
    public int DeviceBatch { get; init; }
}

/// <summary>How the train list is split into two halves.</summary>
public enum DataSplit
{
    /// <summary>By the seed, with every class in both halves in the same proportion.</summary>
    Stratified = 0,

    /// <summary>The first part of the list and the rest, as both originals do.</summary>
    Reference = 1,
}

/// <summary>What happens to pictures that cannot be used.</summary>
public enum BadPicturePolicy
{
    /// <summary>The run ends with a sentence that names the picture.</summary>
    Fail = 0,

    /// <summary>Pictures that <c>cdarts data verify</c> has listed are left out; any other one ends the run.</summary>
    SkipListed = 1,
}
