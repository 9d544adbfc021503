using System.Numerics;
using System.Runtime.CompilerServices;

namespace Cdarts.Engine.Kernels;

/// <summary>
/// The inner loops of a convolution's weight gradient: one dot product of gradient and input for each tap. Four gradient rows stay in registers,
/// so a loaded input vector is used by up to <c>Taps</c> sums; a strip's sums stay in registers for a whole plane.
/// </summary>
internal static unsafe class PlaneCorrelation<T, TVector, TSimd>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TVector : unmanaged
    where TSimd : struct, ISimd<TVector, T>
{
    /// <summary>Adds, for each tap of a strip, the products of gradient and input to that tap's vector of partial sums.</summary>
    /// <param name="geometry">Layout of both planes.</param>
    /// <param name="rowStep">Rows between the taps of a strip.</param>
    /// <param name="input">Row 0, column 0 of the padded input.</param>
    /// <param name="gradient">Row 0, column 0 of the output's gradient, zero outside of the samples.</param>
    /// <param name="strips">Strips placed in this geometry.</param>
    /// <param name="sums">One vector for each tap, in the order of the gathered weights.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Correlate(
        in PlaneGeometry geometry, int rowStep, T* input, T* gradient, ReadOnlySpan<PlacedStrip> strips, T* sums)
    {
        foreach (PlacedStrip strip in strips)
        {
            T* source = input + strip.Offset;
            T* target = sums + (strip.Weight * TSimd.Count);
            switch (strip.Taps)
            {
                case 5:
                    CorrelateStrip<FiveTaps>(in geometry, rowStep, source, gradient, target);
                    break;
                case 3:
                    CorrelateStrip<ThreeTaps>(in geometry, rowStep, source, gradient, target);
                    break;
                case 2:
                    CorrelateStrip<TwoTaps>(in geometry, rowStep, source, gradient, target);
                    break;
                default:
                    CorrelateStrip<OneTap>(in geometry, rowStep, source, gradient, target);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CorrelateStrip<TTaps>(in PlaneGeometry geometry, int rowStep, T* input, T* gradient, T* sums)
        where TTaps : struct, ITapCount
    {
        TVector a0 = TSimd.Zero, a1 = a0, a2 = a0, a3 = a0, a4 = a0;
        TVector b0 = a0, b1 = a0, b2 = a0, b3 = a0, b4 = a0;
        nint step = rowStep * geometry.Pitch;
        int width = geometry.Width;
        for (int block = 0; block < geometry.Rows; block += PlaneGeometry.RowBlock * rowStep)
        {
            for (int row = block; row < block + rowStep; row++)
            {
                T* x = input + (row * geometry.Pitch);
                T* g = gradient + (row * geometry.Pitch);
                int column = 0;
                for (; column + (2 * TSimd.Count) <= width; column += 2 * TSimd.Count)
                {
                    Dot<TTaps>(x + column, g + column, step, ref a0, ref a1, ref a2, ref a3, ref a4);
                    Dot<TTaps>(x + column + TSimd.Count, g + column + TSimd.Count, step, ref b0, ref b1, ref b2, ref b3, ref b4);
                }

                if (column < width)
                {
                    Dot<TTaps>(x + column, g + column, step, ref a0, ref a1, ref a2, ref a3, ref a4);
                }
            }
        }

        AddTo(sums, a0, b0);
        if (TTaps.Value > 1)
        {
            AddTo(sums + TSimd.Count, a1, b1);
        }

        if (TTaps.Value > 2)
        {
            AddTo(sums + (2 * TSimd.Count), a2, b2);
        }

        if (TTaps.Value > 4)
        {
            AddTo(sums + (3 * TSimd.Count), a3, b3);
            AddTo(sums + (4 * TSimd.Count), a4, b4);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(T* sum, TVector left, TVector right) => TSimd.Store(TSimd.Add(TSimd.Load(sum), TSimd.Add(left, right)), sum);

    /// <summary>Row t of the input meets gradient row t - j at tap j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Dot<TTaps>(
        T* input, T* gradient, nint step, ref TVector s0, ref TVector s1, ref TVector s2, ref TVector s3, ref TVector s4)
        where TTaps : struct, ITapCount
    {
        TVector g0 = TSimd.Load(gradient);
        TVector g1 = TSimd.Load(gradient + step);
        TVector g2 = TSimd.Load(gradient + (2 * step));
        TVector g3 = TSimd.Load(gradient + (3 * step));

        TVector x = TSimd.Load(input);
        s0 = TSimd.MultiplyAdd(x, g0, s0);

        x = TSimd.Load(input + step);
        s0 = TSimd.MultiplyAdd(x, g1, s0);
        if (TTaps.Value > 1)
        {
            s1 = TSimd.MultiplyAdd(x, g0, s1);
        }

        x = TSimd.Load(input + (2 * step));
        s0 = TSimd.MultiplyAdd(x, g2, s0);
        if (TTaps.Value > 1)
        {
            s1 = TSimd.MultiplyAdd(x, g1, s1);
        }

        if (TTaps.Value > 2)
        {
            s2 = TSimd.MultiplyAdd(x, g0, s2);
        }

        x = TSimd.Load(input + (3 * step));
        s0 = TSimd.MultiplyAdd(x, g3, s0);
        if (TTaps.Value > 1)
        {
            s1 = TSimd.MultiplyAdd(x, g2, s1);
        }

        if (TTaps.Value > 2)
        {
            s2 = TSimd.MultiplyAdd(x, g1, s2);
        }

        if (TTaps.Value > 4)
        {
            s3 = TSimd.MultiplyAdd(x, g0, s3);
        }

        if (TTaps.Value > 1)
        {
            x = TSimd.Load(input + (4 * step));
            s1 = TSimd.MultiplyAdd(x, g3, s1);
        }

        if (TTaps.Value > 2)
        {
            s2 = TSimd.MultiplyAdd(x, g2, s2);
        }

        if (TTaps.Value > 4)
        {
            s3 = TSimd.MultiplyAdd(x, g1, s3);
            s4 = TSimd.MultiplyAdd(x, g0, s4);
        }

        if (TTaps.Value > 2)
        {
            x = TSimd.Load(input + (5 * step));
            s2 = TSimd.MultiplyAdd(x, g3, s2);
        }

        if (TTaps.Value > 4)
        {
            s3 = TSimd.MultiplyAdd(x, g2, s3);
            s4 = TSimd.MultiplyAdd(x, g1, s4);
            x = TSimd.Load(input + (6 * step));
            s3 = TSimd.MultiplyAdd(x, g3, s3);
            s4 = TSimd.MultiplyAdd(x, g2, s4);
            x = TSimd.Load(input + (7 * step));
            s4 = TSimd.MultiplyAdd(x, g3, s4);
        }
    }
}
