namespace Cdarts.Engine.Kernels;

/// <summary>
/// What makes taps a grid: rows of equally many taps, equally far apart. Taps in this order, rows from top to bottom and columns from left to right, can be
/// computed row by row.
/// </summary>
/// <param name="Rows">Rows of taps; 0 where the taps are no grid.</param>
/// <param name="Columns">Taps in a row.</param>
/// <param name="RowStep">Elements from row to row of taps.</param>
/// <param name="Dilation">Positions from tap to tap in a row.</param>
internal readonly record struct TapGrid(int Rows, int Columns, nint RowStep, int Dilation);
