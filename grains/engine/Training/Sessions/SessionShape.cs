namespace Cdarts.Engine.Training.Sessions;

/// <summary>What the pictures fix about the networks.</summary>
/// <param name="Classes">Classes, K.</param>
/// <param name="ImageSize">Height and width.</param>
internal sealed record SessionShape(int Classes, int ImageSize);
