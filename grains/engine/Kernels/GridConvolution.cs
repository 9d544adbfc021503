using System.Numerics;
using System.Runtime.CompilerServices;

namespace Cdarts.Engine.Kernels;

/// <summary>
/// The inner loop of a depthwise convolution whose taps are a grid: a row of the input stays in registers while the taps of a kernel row pass over it, so that
/// one load feeds several multiply-adds. Eight columns at a time.
/// </summary>
internal static unsafe class GridConvolution<T, TVector, TSimd>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TVector : unmanaged
    where TSimd : struct, ISimd<TVector, T>
{
    /// <summary>Columns that are computed at once.</summary>
    internal const int Columns = 8;

    /// <summary>Whether there is a loop for a grid.</summary>
    internal static bool Has(TapGrid grid) => grid is { Rows: > 0, Columns: 1 or 2 or 3 or 5, Dilation: 1 or 2 };

    /// <summary>Computes the columns of all whole groups of <see cref="Columns"/>.</summary>
    /// <param name="source">The first tap of the target's first position; its columns follow each other.</param>
    /// <param name="grid">A grid that <see cref="Has"/> accepts.</param>
    /// <param name="weights">[tap][lane].</param>
    /// <param name="target">Result.</param>
    /// <param name="rows">Rows of the target.</param>
    /// <param name="columns">Columns of the target.</param>
    /// <param name="add">Whether the target's values stay and are added to.</param>
    internal static void Run(Plane<T> source, TapGrid grid, T* weights, Plane<T> target, int rows, int columns, bool add)
    {
        switch (grid.Columns, grid.Dilation)
        {
            case (5, 1):
                Rows<Five>(source, grid, weights, target, rows, columns, add);
                break;
            case (5, 2):
                Rows<FiveApart>(source, grid, weights, target, rows, columns, add);
                break;
            case (3, 1):
                Rows<Three>(source, grid, weights, target, rows, columns, add);
                break;
            case (3, 2):
                Rows<ThreeApart>(source, grid, weights, target, rows, columns, add);
                break;
            case (2, 1):
                Rows<Two>(source, grid, weights, target, rows, columns, add);
                break;
            case (2, 2):
                Rows<TwoApart>(source, grid, weights, target, rows, columns, add);
                break;
            default:
                Rows<One>(source, grid, weights, target, rows, columns, add);
                break;
        }
    }

    private static void Rows<TGrid>(Plane<T> source, TapGrid grid, T* weights, Plane<T> target, int rows, int columns, bool add)
        where TGrid : struct, IGridRow
    {
        for (int row = 0; row < rows; row++)
        {
            Row<TGrid>(source.At(row, 0), grid, weights, target.At(row, 0), target.Column, columns, add);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row<TGrid>(T* source, TapGrid grid, T* kernel, T* y, nint step, int columns, bool add)
        where TGrid : struct, IGridRow
    {
        for (int left = columns; left >= Columns; left -= Columns)
        {
            TVector a0 = TSimd.Zero, a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
            if (add)
            {
                a0 = TSimd.Load(y);
                a1 = TSimd.Load(y + step);
                a2 = TSimd.Load(y + (2 * step));
                a3 = TSimd.Load(y + (3 * step));
                a4 = TSimd.Load(y + (4 * step));
                a5 = TSimd.Load(y + (5 * step));
                a6 = TSimd.Load(y + (6 * step));
                a7 = TSimd.Load(y + (7 * step));
            }

            T* x = source, weights = kernel;
            for (int row = 0; row < grid.Rows; row++)
            {
                TVector x0 = TSimd.Load(x),
                    x1 = TSimd.Load(x + TSimd.Count), x2 = TSimd.Load(x + (2 * TSimd.Count)),
                    x3 = TSimd.Load(x + (3 * TSimd.Count)), x4 = TSimd.Load(x + (4 * TSimd.Count)),
                    x5 = TSimd.Load(x + (5 * TSimd.Count)), x6 = TSimd.Load(x + (6 * TSimd.Count)),
                    x7 = TSimd.Load(x + (7 * TSimd.Count));
                TVector x8 = x7, x9 = x7, x10 = x7, x11 = x7, x12 = x7, x13 = x7, x14 = x7, x15 = x7;
                if (TGrid.Reach > 0)
                {
                    x8 = TSimd.Load(x + (8 * TSimd.Count));
                }

                if (TGrid.Reach > 1)
                {
                    x9 = TSimd.Load(x + (9 * TSimd.Count));
                }

                if (TGrid.Reach > 2)
                {
                    x10 = TSimd.Load(x + (10 * TSimd.Count));
                    x11 = TSimd.Load(x + (11 * TSimd.Count));
                }

                if (TGrid.Reach > 4)
                {
                    x12 = TSimd.Load(x + (12 * TSimd.Count));
                    x13 = TSimd.Load(x + (13 * TSimd.Count));
                    x14 = TSimd.Load(x + (14 * TSimd.Count));
                    x15 = TSimd.Load(x + (15 * TSimd.Count));
                }

                TVector w = TSimd.Load(weights);
                a0 = TSimd.MultiplyAdd(x0, w, a0);
                a1 = TSimd.MultiplyAdd(x1, w, a1);
                a2 = TSimd.MultiplyAdd(x2, w, a2);
                a3 = TSimd.MultiplyAdd(x3, w, a3);
                a4 = TSimd.MultiplyAdd(x4, w, a4);
                a5 = TSimd.MultiplyAdd(x5, w, a5);
                a6 = TSimd.MultiplyAdd(x6, w, a6);
                a7 = TSimd.MultiplyAdd(x7, w, a7);

                if (TGrid.Dilation == 1 && TGrid.Taps > 1)
                {
                    w = TSimd.Load(weights + ((1 / TGrid.Dilation) * TSimd.Count));
                    a0 = TSimd.MultiplyAdd(x1, w, a0);
                    a1 = TSimd.MultiplyAdd(x2, w, a1);
                    a2 = TSimd.MultiplyAdd(x3, w, a2);
                    a3 = TSimd.MultiplyAdd(x4, w, a3);
                    a4 = TSimd.MultiplyAdd(x5, w, a4);
                    a5 = TSimd.MultiplyAdd(x6, w, a5);
                    a6 = TSimd.MultiplyAdd(x7, w, a6);
                    a7 = TSimd.MultiplyAdd(x8, w, a7);
                }

                if (TGrid.Dilation == 1 ? TGrid.Taps > 2 : TGrid.Taps > 1)
                {
                    w = TSimd.Load(weights + ((2 / TGrid.Dilation) * TSimd.Count));
                    a0 = TSimd.MultiplyAdd(x2, w, a0);
                    a1 = TSimd.MultiplyAdd(x3, w, a1);
                    a2 = TSimd.MultiplyAdd(x4, w, a2);
                    a3 = TSimd.MultiplyAdd(x5, w, a3);
                    a4 = TSimd.MultiplyAdd(x6, w, a4);
                    a5 = TSimd.MultiplyAdd(x7, w, a5);
                    a6 = TSimd.MultiplyAdd(x8, w, a6);
                    a7 = TSimd.MultiplyAdd(x9, w, a7);
                }

                if (TGrid.Dilation == 1 && TGrid.Taps > 3)
                {
                    w = TSimd.Load(weights + ((3 / TGrid.Dilation) * TSimd.Count));
                    a0 = TSimd.MultiplyAdd(x3, w, a0);
                    a1 = TSimd.MultiplyAdd(x4, w, a1);
                    a2 = TSimd.MultiplyAdd(x5, w, a2);
                    a3 = TSimd.MultiplyAdd(x6, w, a3);
                    a4 = TSimd.MultiplyAdd(x7, w, a4);
                    a5 = TSimd.MultiplyAdd(x8, w, a5);
                    a6 = TSimd.MultiplyAdd(x9, w, a6);
                    a7 = TSimd.MultiplyAdd(x10, w, a7);
                }

                if (TGrid.Dilation == 1 ? TGrid.Taps > 4 : TGrid.Taps > 2)
                {
                    w = TSimd.Load(weights + ((4 / TGrid.Dilation) * TSimd.Count));
                    a0 = TSimd.MultiplyAdd(x4, w, a0);
                    a1 = TSimd.MultiplyAdd(x5, w, a1);
                    a2 = TSimd.MultiplyAdd(x6, w, a2);
                    a3 = TSimd.MultiplyAdd(x7, w, a3);
                    a4 = TSimd.MultiplyAdd(x8, w, a4);
                    a5 = TSimd.MultiplyAdd(x9, w, a5);
                    a6 = TSimd.MultiplyAdd(x10, w, a6);
                    a7 = TSimd.MultiplyAdd(x11, w, a7);
                }

                if (TGrid.Dilation == 2 && TGrid.Taps > 3)
                {
                    w = TSimd.Load(weights + ((6 / TGrid.Dilation) * TSimd.Count));
                    a0 = TSimd.MultiplyAdd(x6, w, a0);
                    a1 = TSimd.MultiplyAdd(x7, w, a1);
                    a2 = TSimd.MultiplyAdd(x8, w, a2);
                    a3 = TSimd.MultiplyAdd(x9, w, a3);
                    a4 = TSimd.MultiplyAdd(x10, w, a4);
                    a5 = TSimd.MultiplyAdd(x11, w, a5);
                    a6 = TSimd.MultiplyAdd(x12, w, a6);
                    a7 = TSimd.MultiplyAdd(x13, w, a7);
                }

                if (TGrid.Dilation == 2 && TGrid.Taps > 4)
                {
                    w = TSimd.Load(weights + ((8 / TGrid.Dilation) * TSimd.Count));
                    a0 = TSimd.MultiplyAdd(x8, w, a0);
                    a1 = TSimd.MultiplyAdd(x9, w, a1);
                    a2 = TSimd.MultiplyAdd(x10, w, a2);
                    a3 = TSimd.MultiplyAdd(x11, w, a3);
                    a4 = TSimd.MultiplyAdd(x12, w, a4);
                    a5 = TSimd.MultiplyAdd(x13, w, a5);
                    a6 = TSimd.MultiplyAdd(x14, w, a6);
                    a7 = TSimd.MultiplyAdd(x15, w, a7);
                }

                x += grid.RowStep;
                weights += TGrid.Taps * TSimd.Count;
            }

            TSimd.Store(a0, y);
            TSimd.Store(a1, y + step);
            TSimd.Store(a2, y + (2 * step));
            TSimd.Store(a3, y + (3 * step));
            TSimd.Store(a4, y + (4 * step));
            TSimd.Store(a5, y + (5 * step));
            TSimd.Store(a6, y + (6 * step));
            TSimd.Store(a7, y + (7 * step));
            source += Columns * TSimd.Count;
            y += Columns * step;
        }
    }

    /// <summary>A row of taps, as a type, so that the loop is compiled for it.</summary>
    private interface IGridRow
    {
        static abstract int Taps { get; }

        static abstract int Dilation { get; }

        /// <summary>Positions that the row reaches beyond the first tap.</summary>
        static abstract int Reach { get; }
    }

    private readonly struct One : IGridRow
    {
        public static int Taps => 1;

        public static int Dilation => 1;

        public static int Reach => 0;
    }

    private readonly struct Two : IGridRow
    {
        public static int Taps => 2;

        public static int Dilation => 1;

        public static int Reach => 1;
    }

    private readonly struct TwoApart : IGridRow
    {
        public static int Taps => 2;

        public static int Dilation => 2;

        public static int Reach => 2;
    }

    private readonly struct Three : IGridRow
    {
        public static int Taps => 3;

        public static int Dilation => 1;

        public static int Reach => 2;
    }

    private readonly struct ThreeApart : IGridRow
    {
        public static int Taps => 3;

        public static int Dilation => 2;

        public static int Reach => 4;
    }

    private readonly struct Five : IGridRow
    {
        public static int Taps => 5;

        public static int Dilation => 1;

        public static int Reach => 4;
    }

    private readonly struct FiveApart : IGridRow
    {
        public static int Taps => 5;

        public static int Dilation => 2;

        public static int Reach => 8;
    }
}
