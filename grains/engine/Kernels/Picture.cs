namespace Cdarts.Engine.Kernels;

/// <summary>
/// All channels of one picture: blocks of vectors of channels, a <see cref="Plane{T}"/> each, whose columns follow each other. Steps are in elements.
/// </summary>
/// <param name="origin">Row 0, column 0 of the first block.</param>
/// <param name="lanes">Channels in a block, the step from column to column.</param>
/// <param name="row">From row to row.</param>
/// <param name="block">From block to block.</param>
internal readonly unsafe struct Picture<T>(T* origin, int lanes, nint row, nint block)
    where T : unmanaged
{
    internal T* Origin => origin;

    internal int Lanes => lanes;

    internal nint Row => row;

    internal nint Block => block;

    /// <summary>A picture whose rows and blocks follow each other.</summary>
    internal static Picture<T> Dense(T* origin, int lanes, int rows, int columns) => new(origin, lanes, columns * lanes, rows * columns * lanes);

    /// <summary>The picture without its first rows.</summary>
    internal Picture<T> From(int firstRow) => new(origin + (firstRow * row), lanes, row, block);

    /// <summary>One block.</summary>
    internal Plane<T> this[int index] => new(origin + (index * block), row, lanes);
}
