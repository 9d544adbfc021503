namespace Cdarts.Engine.Data.AutoAugment;

/// <summary>What is applied to one picture.</summary>
/// <param name="SubPolicy">Number of the sub-policy.</param>
/// <param name="First">Its first operation.</param>
/// <param name="Second">Its second operation.</param>
internal readonly record struct PolicyDraw(int SubPolicy, StepDraw First, StepDraw Second);

/// <summary>What of an operation is applied.</summary>
/// <param name="Chance">Uniform in [0, 1): the operation is applied where this is below its probability.</param>
/// <param name="Negative">Whether its magnitude is negative, where it has a sign.</param>
internal readonly record struct StepDraw(double Chance, bool Negative);
