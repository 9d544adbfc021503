namespace Cdarts.Engine.Data.AutoAugment;

/// <summary>Two operations in order.</summary>
/// <param name="First">First.</param>
/// <param name="Second">Second.</param>
internal sealed record SubPolicy(PolicyStep First, PolicyStep Second);

/// <summary>An operation of a sub-policy.</summary>
/// <param name="Probability">Probability with which it is applied.</param>
/// <param name="Operation">Operation.</param>
/// <param name="Level">0 to 9; what magnitude that is depends on the operation.</param>
internal readonly record struct PolicyStep(double Probability, PictureOperation Operation, int Level);
