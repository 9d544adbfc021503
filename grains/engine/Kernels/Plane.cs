namespace Cdarts.Engine.Kernels;

/// <summary>
/// One channel block of one picture: at every position a vector of channels, positions reached by steps. Steps are in elements.
/// </summary>
/// <param name="origin">Row 0, column 0.</param>
/// <param name="row">From row to row.</param>
/// <param name="column">From column to column.</param>
internal readonly unsafe struct Plane<T>(T* origin, nint row, nint column)
    where T : unmanaged
{
    internal T* Origin => origin;

    internal nint Row => row;

    internal nint Column => column;

    internal T* At(int r, int c) => origin + (r * row) + (c * column);

    /// <summary>Every <paramref name="step"/>-th row and column from a position on.</summary>
    internal Plane<T> Every(int step, int fromRow, int fromColumn) => new(At(fromRow, fromColumn), step * row, step * column);
}
