namespace Cdarts.Engine.Data;

/// <summary>A data set as its makers split it.</summary>
/// <param name="Train">What is learned from; a search splits it again into its two halves.</param>
/// <param name="Test">Held-out pictures: reported on, never decided on. Same shape, classes and normalisation as <paramref name="Train"/>.</param>
public sealed record TrainTestSets(ImageSet Train, ImageSet Test);
