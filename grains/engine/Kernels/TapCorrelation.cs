using System.Numerics;
using System.Runtime.CompilerServices;

namespace Cdarts.Engine.Kernels;

/// <summary>
/// The inner loop of a depthwise convolution's weight gradient: for every tap and channel one dot product of input and gradient. A kernel row of
/// taps has its sums in registers for a whole plane, twice, so that the additions do not wait for each other.
/// </summary>
internal static unsafe class TapCorrelation<T, TVector, TSimd>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TVector : unmanaged
    where TSimd : struct, ISimd<TVector, T>
{
    /// <inheritdoc cref="LaneKernels{T}.Correlate"/>
    internal static void Run(Plane<T> input, nint* offsets, int taps, Plane<T> gradient, int rows, int columns, T* sums)
    {
        int group = taps % 5 == 0 ? 5 : taps % 3 == 0 ? 3 : 1;
        for (int tap = 0; tap < taps; tap += group)
        {
            T* target = sums + (tap * TSimd.Count);
            switch (group)
            {
                case 5:
                    Taps<Five>(input, offsets + tap, gradient, rows, columns, target);
                    break;
                case 3:
                    Taps<Three>(input, offsets + tap, gradient, rows, columns, target);
                    break;
                default:
                    Taps<One>(input, offsets + tap, gradient, rows, columns, target);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Taps<TTaps>(Plane<T> input, nint* offsets, Plane<T> gradient, int rows, int columns, T* sums)
        where TTaps : struct, ITile
    {
        TVector a0 = TSimd.Zero, a1 = a0, a2 = a0, a3 = a0, a4 = a0;
        TVector b0 = a0, b1 = a0, b2 = a0, b3 = a0, b4 = a0;
        nint offset0 = offsets[0], offset1 = 0, offset2 = 0, offset3 = 0, offset4 = 0;
        if (TTaps.Size > 1)
        {
            (offset1, offset2) = (offsets[1], offsets[2]);
        }

        if (TTaps.Size > 3)
        {
            (offset3, offset4) = (offsets[3], offsets[4]);
        }

        nint step = input.Column, gradientStep = gradient.Column;
        for (int row = 0; row < rows; row++)
        {
            T* x = input.At(row, 0), g = gradient.At(row, 0);
            for (int left = columns; left > 0; left -= 2)
            {
                TVector y = TSimd.Load(g);
                a0 = TSimd.MultiplyAdd(TSimd.Load(x + offset0), y, a0);
                if (TTaps.Size > 1)
                {
                    a1 = TSimd.MultiplyAdd(TSimd.Load(x + offset1), y, a1);
                    a2 = TSimd.MultiplyAdd(TSimd.Load(x + offset2), y, a2);
                }

                if (TTaps.Size > 3)
                {
                    a3 = TSimd.MultiplyAdd(TSimd.Load(x + offset3), y, a3);
                    a4 = TSimd.MultiplyAdd(TSimd.Load(x + offset4), y, a4);
                }

                if (left == 1)
                {
                    break;
                }

                x += step;
                y = TSimd.Load(g + gradientStep);
                b0 = TSimd.MultiplyAdd(TSimd.Load(x + offset0), y, b0);
                if (TTaps.Size > 1)
                {
                    b1 = TSimd.MultiplyAdd(TSimd.Load(x + offset1), y, b1);
                    b2 = TSimd.MultiplyAdd(TSimd.Load(x + offset2), y, b2);
                }

                if (TTaps.Size > 3)
                {
                    b3 = TSimd.MultiplyAdd(TSimd.Load(x + offset3), y, b3);
                    b4 = TSimd.MultiplyAdd(TSimd.Load(x + offset4), y, b4);
                }

                x += step;
                g += 2 * gradientStep;
            }
        }

        AddTo(sums, a0, b0);
        if (TTaps.Size > 1)
        {
            AddTo(sums + TSimd.Count, a1, b1);
            AddTo(sums + (2 * TSimd.Count), a2, b2);
        }

        if (TTaps.Size > 3)
        {
            AddTo(sums + (3 * TSimd.Count), a3, b3);
            AddTo(sums + (4 * TSimd.Count), a4, b4);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(T* sum, TVector left, TVector right) => TSimd.Store(TSimd.Add(TSimd.Load(sum), TSimd.Add(left, right)), sum);

    private readonly struct Five : ITile
    {
        public static int Size => 5;
    }

    private readonly struct Three : ITile
    {
        public static int Size => 3;
    }

    private readonly struct One : ITile
    {
        public static int Size => 1;
    }
}
