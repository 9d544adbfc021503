namespace Cdarts.Engine.Kernels;

/// <summary>
/// Kernel taps that lie above one another: output (r, c) gets, for j in 0..Taps-1,
/// <c>weight[FirstWeight + j * WeightStep] * plane[Phase][r + Row + j * RowStep, c + Column]</c>.
/// Strips are the unit of work since a row of the plane, once loaded, serves all taps of the strip for neighbouring output rows.
/// </summary>
/// <param name="Phase">Which plane: 0 for stride 1; for stride 2, 2 x (row parity) + (column parity).</param>
/// <param name="Row">Row of the first tap, relative to the output row.</param>
/// <param name="Column">Column of all taps, relative to the output column.</param>
/// <param name="Taps">Taps: 1, 2, 3 or 5.</param>
/// <param name="FirstWeight">Index of the first tap in the k x k kernel.</param>
/// <param name="WeightStep">From tap to tap in the kernel.</param>
internal readonly record struct TapStrip(int Phase, int Row, int Column, int Taps, int FirstWeight, int WeightStep)
{
    /// <summary>The strip of the adjoint: from an output gradient to the gradient of this strip's plane.</summary>
    internal TapStrip Transpose(int rowStep) =>
        new(Phase, -(Row + ((Taps - 1) * rowStep)), -Column, Taps, FirstWeight + ((Taps - 1) * WeightStep), -WeightStep);
}
