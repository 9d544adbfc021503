namespace Cdarts.Engine.Training.Sessions;

/// <summary>What the pictures fix about the networks.</summary>
/// <param name="Classes">Classes, K.</param>
/// <param name="ImageSize">Height and width.</param>
internal sealed record SessionShape(int Classes, int ImageSize)
{
    /// <summary>What the user should know of the pictures, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
