namespace Cdarts.Engine.Networks.Fused;

/// <summary>One tap of a kernel: its number, and where it reads relative to the position that it serves.</summary>
internal readonly record struct Tap(int Number, int Row, int Column);

/// <summary>
/// The positions of an input whose row and column have given remainders modulo the stride, and the taps through which outputs reach them: a gradient
/// is gathered class by class, so that nothing is scattered and each class is a plain convolution.
/// </summary>
internal sealed record TapClass(int Row, int Column, IReadOnlyList<Tap> Taps);

/// <summary>Taps of a k x k kernel with padding <c>dilation * (k - 1) / 2</c>. Immutable.</summary>
internal sealed class KernelTaps
{
    internal KernelTaps(int kernel, int stride, int dilation)
    {
        Kernel = kernel;
        Stride = stride;
        Padding = dilation * (kernel - 1) / 2;
        int[] side = [.. Enumerable.Range(0, kernel)];
        Forward = [.. from row in side from column in side
                      select new Tap((row * kernel) + column, (row * dilation) - Padding, (column * dilation) - Padding)];
        int[] remainders = [.. Enumerable.Range(0, stride)];
        Adjoint = [.. from row in remainders from column in remainders select new TapClass(row, column, Reaching(row, column))];
    }

    internal int Kernel { get; }

    internal int Stride { get; }

    internal int Padding { get; }

    internal int Count => Kernel * Kernel;

    /// <summary>Where each tap reads in the input, from <c>stride</c> times the output's position.</summary>
    internal IReadOnlyList<Tap> Forward { get; }

    /// <summary>Where each tap's output lies, from a position of the input divided by the stride.</summary>
    internal IReadOnlyList<TapClass> Adjoint { get; }

    private List<Tap> Reaching(int row, int column) =>
        [.. from tap in Forward
            where (row - tap.Row) % Stride == 0 && (column - tap.Column) % Stride == 0
            let reached = new Tap(tap.Number, (row - tap.Row) / Stride, (column - tap.Column) / Stride)
            orderby reached.Row, reached.Column
            select reached];
}
