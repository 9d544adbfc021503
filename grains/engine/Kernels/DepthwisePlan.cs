namespace Cdarts.Engine.Kernels;

/// <summary>
/// A depthwise convolution written as strips of taps over phase planes. With stride 2 the input plane is split by the parity of row and column;
/// on each of the four phases the convolution has stride 1. Stride 2 with dilation 2 touches the even phase only. Immutable.
/// </summary>
internal sealed class DepthwisePlan
{
    private static readonly DepthwisePlan[] All =
        [.. from kernel in (int[])[3, 5] from stride in (int[])[1, 2] from dilation in (int[])[1, 2] select new DepthwisePlan(kernel, stride, dilation)];

    private DepthwisePlan(int kernel, int stride, int dilation)
    {
        Kernel = kernel;
        Stride = stride;
        int padding = dilation * (kernel - 1) / 2;
        Halo = (padding + stride - 1) / stride;
        RowStep = stride == 1 ? dilation : 1;
        Phases = stride == 2 && dilation == 1 ? 4 : 1;
        Forward = Phases == 4 ? Split(kernel, padding) : Whole(kernel, RowStep);
        Gradient = [.. Enumerable.Range(0, Phases).Select(phase => Forward.Where(s => s.Phase == phase).Select(s => s.Transpose(RowStep)).ToArray())];
    }

    /// <summary>The plan for a kernel of 3 or 5, stride 1 or 2, dilation 1 or 2.</summary>
    internal static DepthwisePlan For(int kernel, int stride, int dilation) => All[(((kernel == 5 ? 2 : 0) + stride - 1) * 2) + dilation - 1];

    internal int Kernel { get; }

    internal int Stride { get; }

    /// <summary>Rows and columns of zeros that the taps reach beyond a phase plane.</summary>
    internal int Halo { get; }

    /// <summary>Rows between the taps of a strip.</summary>
    internal int RowStep { get; }

    /// <summary>Phase planes that take part: 1 or 4.</summary>
    internal int Phases { get; }

    /// <summary>Strips from the input's phase planes to the output; every tap of the kernel once.</summary>
    internal TapStrip[] Forward { get; }

    /// <summary>For each phase, strips from the output's gradient to that phase of the input's gradient.</summary>
    internal TapStrip[][] Gradient { get; }

    private static TapStrip[] Whole(int kernel, int step)
    {
        int padding = step * (kernel - 1) / 2;
        return [.. Enumerable.Range(0, kernel).Select(column => new TapStrip(0, -padding, (column * step) - padding, kernel, column, kernel))];
    }

    private static TapStrip[] Split(int kernel, int padding)
    {
        List<TapStrip> strips = [];
        for (int rowParity = 0; rowParity < 2; rowParity++)
        {
            int first = (rowParity + padding) & 1;
            int taps = (kernel - first + 1) / 2;
            for (int column = 0; column < kernel; column++)
            {
                int offset = column - padding;
                strips.Add(new TapStrip((2 * rowParity) + (offset & 1), (first - padding) >> 1, offset >> 1, taps, (first * kernel) + column, 2 * kernel));
            }
        }

        return [.. strips];
    }
}
