namespace Cdarts.Engine.Data;

/// <summary>Pictures, batch and augmentation.</summary>
public sealed record DataSettings
{
    /// <summary><c>sample</c> (built in, default) or <c>idx</c> (a folder of IDX files).</summary>
    public string Name { get; init; } = "sample";

    /// <summary>Folder of the files; empty for <c>sample</c>.</summary>
    public string Path { get; init; } = "";

    /// <summary>Pictures per update over all replicas, B. Default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Share of the train list that the search network's weights learn from; the rest is the validation half. Default 0.5.</summary>
    public double TrainFraction { get; init; } = 0.5;

    /// <summary>Pixels of zero padding on each side before the random crop; 0 = no crop. Default 4.</summary>
    public int CropPadding { get; init; } = 4;

    /// <summary>Whether pictures are mirrored with probability one half. Default true.</summary>
    public bool Flip { get; init; } = true;
}
