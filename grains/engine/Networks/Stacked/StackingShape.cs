namespace Cdarts.Engine.Networks.Stacked;

/// <summary>What decides which way of stacking is fastest.</summary>
/// <param name="Channels">C.</param>
/// <param name="Size">Height and width of the state that the edges leave.</param>
/// <param name="Stride">1 or 2.</param>
internal readonly record struct StackingShape(int Channels, int Size, int Stride);
