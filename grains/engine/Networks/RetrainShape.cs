namespace Cdarts.Engine.Networks;

/// <summary>Shape of the network that a cell is retrained in, for counting it (specification, sections 4 and 9). Batch norms are affine, as Cream's are.</summary>
public sealed record RetrainShape
{
    /// <summary>Data sets that have a shape: cifar10, cifar100, imagenet, sample.</summary>
    public static IReadOnlyList<string> DataSets { get; } = ["cifar10", "cifar100", "imagenet", "sample"];

    /// <summary>Data set.</summary>
    public string DataSet { get; init; } = "cifar10";

    /// <summary>Channels of the first cell, C0; even. Default 36, ImageNet 48.</summary>
    public int Channels { get; init; } = 36;

    /// <summary>Cells; at least 3. Default 20, ImageNet 14.</summary>
    public int Cells { get; init; } = 20;

    /// <summary>Stem. Default cifar.</summary>
    public StemKind Stem { get; init; } = StemKind.Cifar;

    /// <summary>Stem channels = this times C0. Default 3, ImageNet 1.</summary>
    public int StemMultiplier { get; init; } = 3;

    /// <summary>Classes, K.</summary>
    public int Classes { get; init; } = 10;

    /// <summary>Height and width of the pictures.</summary>
    public int ImageSize { get; init; } = 32;

    /// <summary>The published shape for a data set.</summary>
    /// <exception cref="CdartsException">There is no such data set.</exception>
    public static RetrainShape For(string dataSet) => dataSet switch
    {
        "cifar10" or "sample" => new() { DataSet = dataSet },
        "cifar100" => new() { DataSet = dataSet, Classes = 100 },
        "imagenet" => new()
        {
            DataSet = dataSet, Channels = 48, Cells = 14, Stem = StemKind.Imagenet, StemMultiplier = 1, Classes = 1000, ImageSize = 224,
        },
        _ => throw new CdartsException($"There is no data set '{dataSet}': use {string.Join(", ", DataSets)}."),
    };

    /// <summary>The shape as an evaluation network's.</summary>
    internal NetworkSettings Settings => new() { Channels = Channels, Stem = Stem, StemMultiplier = StemMultiplier, EvaluationCells = Cells };
}
