namespace Cdarts.Engine.Kernels;

/// <summary>
/// How planes lie in scratch memory: each row is a multiple of the vector width, with zeros around it as far as the taps reach, so that the kernels
/// need neither borders nor tails. Planes narrower than a vector stand side by side, one of each of several samples. Immutable.
/// </summary>
internal readonly record struct PlaneGeometry
{
    /// <summary>Output rows that a kernel computes at once.</summary>
    internal const int RowBlock = 4;

    private const int MaximumSegments = 8;

    /// <param name="rows">Rows of a plane.</param>
    /// <param name="columns">Columns of a plane.</param>
    /// <param name="halo">Zeros needed around the plane.</param>
    /// <param name="rowStep">Rows between the taps of a strip.</param>
    /// <param name="samples">Samples in the batch.</param>
    /// <param name="vectorWidth">Elements in a vector.</param>
    internal PlaneGeometry(int rows, int columns, int halo, int rowStep, long samples, int vectorWidth)
    {
        Columns = columns;
        Halo = halo;
        VectorWidth = vectorWidth;
        Segments = 1;
        for (int segments = 2; segments <= Math.Min(MaximumSegments, samples); segments++)
        {
            if (PaddedWidth(segments) * Segments < PaddedWidth(Segments) * segments)
            {
                Segments = segments;
            }
        }

        Width = PaddedWidth(Segments);
        int margin = RoundUp(halo, vectorWidth);
        Pitch = margin + Width;
        Rows = RoundUp(rows, RowBlock * rowStep);
        Origin = (halo * Pitch) + margin;
        PlaneSize = ((Rows + (2 * halo)) * Pitch) + margin;
    }

    /// <summary>Columns of one sample's plane.</summary>
    internal int Columns { get; }

    internal int Halo { get; }

    internal int VectorWidth { get; }

    /// <summary>Samples side by side.</summary>
    internal int Segments { get; }

    /// <summary>From one sample's first column to the next's.</summary>
    internal int SegmentPitch => Columns + Halo;

    /// <summary>Columns that a kernel computes, a multiple of the vector width.</summary>
    internal int Width { get; }

    /// <summary>From row to row.</summary>
    internal int Pitch { get; }

    /// <summary>Rows that a kernel computes.</summary>
    internal int Rows { get; }

    /// <summary>Index of row 0, column 0.</summary>
    internal int Origin { get; }

    /// <summary>Elements of a plane with its halo, a multiple of the vector width.</summary>
    internal int PlaneSize { get; }

    /// <summary>Vectors computed for one row of one sample: smaller is better.</summary>
    internal double VectorsPerSample => (double)Width / VectorWidth / Segments;

    private int PaddedWidth(int segments) => RoundUp((segments * SegmentPitch) - Halo, VectorWidth);

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
