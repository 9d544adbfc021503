using System.Numerics;
using System.Runtime.CompilerServices;

namespace Cdarts.Engine.Kernels;

/// <summary>
/// The inner loop of a depthwise convolution: every lane is a channel with weights of its own, a tile of neighbouring outputs stays in registers while
/// all taps pass over it. One load feeds one multiply-add, and all loads are of whole, aligned vectors.
/// </summary>
internal static unsafe class TapConvolution<T, TVector, TSimd>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TVector : unmanaged
    where TSimd : struct, ISimd<TVector, T>
{
    /// <inheritdoc cref="LaneKernels{T}.Convolve"/>
    internal static void Run(Plane<T> source, nint* offsets, T* weights, int taps, Plane<T> target, int rows, int columns, bool add)
    {
        for (int row = 0; row < rows; row++)
        {
            T* x = source.At(row, 0), y = target.At(row, 0);
            int left = columns;

            // Sixteen sums need the 32 registers that come with 512-bit vectors.
            for (; TSimd.Registers >= 32 && left >= 16; left -= 16)
            {
                Tile<Tile16>(ref x, source.Column, offsets, weights, taps, ref y, target.Column, add);
            }

            for (; left >= 8; left -= 8)
            {
                Tile<Tile8>(ref x, source.Column, offsets, weights, taps, ref y, target.Column, add);
            }

            for (; left >= 4; left -= 4)
            {
                Tile<Tile4>(ref x, source.Column, offsets, weights, taps, ref y, target.Column, add);
            }

            for (; left > 0; left--)
            {
                Tile<Tile1>(ref x, source.Column, offsets, weights, taps, ref y, target.Column, add);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<TTile>(ref T* source, nint step, nint* offsets, T* weights, int taps, ref T* target, nint targetStep, bool add)
        where TTile : struct, ITile
    {
        TVector a0 = TSimd.Zero, a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
        TVector b0 = a0, b1 = a0, b2 = a0, b3 = a0, b4 = a0, b5 = a0, b6 = a0, b7 = a0;
        T* y = target;
        if (add)
        {
            a0 = TSimd.Load(y);
            if (TTile.Size > 1)
            {
                a1 = TSimd.Load(y + targetStep);
                a2 = TSimd.Load(y + (2 * targetStep));
                a3 = TSimd.Load(y + (3 * targetStep));
            }

            if (TTile.Size > 4)
            {
                a4 = TSimd.Load(y + (4 * targetStep));
                a5 = TSimd.Load(y + (5 * targetStep));
                a6 = TSimd.Load(y + (6 * targetStep));
                a7 = TSimd.Load(y + (7 * targetStep));
            }

            if (TTile.Size > 8)
            {
                T* z = y + (8 * targetStep);
                b0 = TSimd.Load(z);
                b1 = TSimd.Load(z + targetStep);
                b2 = TSimd.Load(z + (2 * targetStep));
                b3 = TSimd.Load(z + (3 * targetStep));
                b4 = TSimd.Load(z + (4 * targetStep));
                b5 = TSimd.Load(z + (5 * targetStep));
                b6 = TSimd.Load(z + (6 * targetStep));
                b7 = TSimd.Load(z + (7 * targetStep));
            }
        }

        T* start = source;
        for (int tap = 0; tap < taps; tap++)
        {
            TVector w = TSimd.Load(weights + (tap * TSimd.Count));
            T* x = start + offsets[tap];
            a0 = TSimd.MultiplyAdd(TSimd.Load(x), w, a0);
            if (TTile.Size > 1)
            {
                a1 = TSimd.MultiplyAdd(TSimd.Load(x + step), w, a1);
                a2 = TSimd.MultiplyAdd(TSimd.Load(x + (2 * step)), w, a2);
                a3 = TSimd.MultiplyAdd(TSimd.Load(x + (3 * step)), w, a3);
            }

            if (TTile.Size > 4)
            {
                a4 = TSimd.MultiplyAdd(TSimd.Load(x + (4 * step)), w, a4);
                a5 = TSimd.MultiplyAdd(TSimd.Load(x + (5 * step)), w, a5);
                a6 = TSimd.MultiplyAdd(TSimd.Load(x + (6 * step)), w, a6);
                a7 = TSimd.MultiplyAdd(TSimd.Load(x + (7 * step)), w, a7);
            }

            if (TTile.Size > 8)
            {
                x += 8 * step;
                b0 = TSimd.MultiplyAdd(TSimd.Load(x), w, b0);
                b1 = TSimd.MultiplyAdd(TSimd.Load(x + step), w, b1);
                b2 = TSimd.MultiplyAdd(TSimd.Load(x + (2 * step)), w, b2);
                b3 = TSimd.MultiplyAdd(TSimd.Load(x + (3 * step)), w, b3);
                b4 = TSimd.MultiplyAdd(TSimd.Load(x + (4 * step)), w, b4);
                b5 = TSimd.MultiplyAdd(TSimd.Load(x + (5 * step)), w, b5);
                b6 = TSimd.MultiplyAdd(TSimd.Load(x + (6 * step)), w, b6);
                b7 = TSimd.MultiplyAdd(TSimd.Load(x + (7 * step)), w, b7);
            }
        }

        TSimd.Store(a0, y);
        if (TTile.Size > 1)
        {
            TSimd.Store(a1, y + targetStep);
            TSimd.Store(a2, y + (2 * targetStep));
            TSimd.Store(a3, y + (3 * targetStep));
        }

        if (TTile.Size > 4)
        {
            TSimd.Store(a4, y + (4 * targetStep));
            TSimd.Store(a5, y + (5 * targetStep));
            TSimd.Store(a6, y + (6 * targetStep));
            TSimd.Store(a7, y + (7 * targetStep));
        }

        if (TTile.Size > 8)
        {
            T* z = y + (8 * targetStep);
            TSimd.Store(b0, z);
            TSimd.Store(b1, z + targetStep);
            TSimd.Store(b2, z + (2 * targetStep));
            TSimd.Store(b3, z + (3 * targetStep));
            TSimd.Store(b4, z + (4 * targetStep));
            TSimd.Store(b5, z + (5 * targetStep));
            TSimd.Store(b6, z + (6 * targetStep));
            TSimd.Store(b7, z + (7 * targetStep));
        }

        source += TTile.Size * step;
        target += TTile.Size * targetStep;
    }
}
