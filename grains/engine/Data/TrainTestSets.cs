namespace Cdarts.Engine.Data;

/// <summary>A data set as its makers split it.</summary>
/// <param name="Train">What is learned from; a search splits it again into its two halves.</param>
/// <param name="Test">Held-out pictures: reported on, never decided on. Same shape, classes and normalisation as <paramref name="Train"/>.</param>
public sealed record TrainTestSets(PictureSet Train, PictureSet Test)
{
    /// <summary>What the user should know of the files, one sentence each; usually nothing.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
