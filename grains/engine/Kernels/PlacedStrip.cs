namespace Cdarts.Engine.Kernels;

/// <summary>A strip placed in scratch memory.</summary>
/// <param name="Offset">Elements from an output position to the first tap.</param>
/// <param name="Taps">Taps: 1, 2, 3 or 5.</param>
/// <param name="Weight">Index of the first tap's weight in the gathered weights; the others follow.</param>
internal readonly record struct PlacedStrip(int Offset, int Taps, int Weight);
