namespace Cdarts.Contracts.Specification;

/// <summary>Pictures, batch and augmentation.</summary>
[GenerateSerializer, Immutable, Alias("Cdarts.DataSpec")]
public sealed record DataSpec
{
    /// <summary>
    /// <c>sample</c> (built in), or what lies in the folder <see cref="Path"/>: <c>cifar10</c>, <c>cifar100</c> (binary versions), <c>fashion-mnist</c>, or
    /// <c>idx</c> (any data set in IDX files).
    /// </summary>
    [Id(0)]
    [Setting(
        "Data set: sample is built in, the others lie in a folder, as `cdarts data fetch` puts them there; idx is any folder of IDX files.",
        Choices = ["sample", "cifar10", "cifar100", "fashion-mnist", "idx"])]
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
    [Setting("Pixels of zero padding on each side before the random crop; 0 = no crop.", Minimum = 0, Maximum = 64)]
    public int CropPadding { get; init; } = 4;

    /// <summary>Whether pictures are mirrored with probability one half.</summary>
    [Id(5)]
    [Setting("Whether pictures are mirrored with probability one half.")]
    public bool Flip { get; init; } = true;

    /// <summary>Most pictures that a replica processes at once; 0 = its whole slice of the batch.</summary>
    [Id(20)]
    [Setting("Most pictures that a device processes at once, in search and retraining: a replica's slice of a batch is cut into parts and their gradients are added; 0 = no limit.", Minimum = 0)]
    public int DeviceBatch { get; init; }
}
