using System.Numerics;
using System.Runtime.CompilerServices;

namespace Cdarts.Engine.Kernels;

/// <summary>
/// The inner loops of a convolution: four output rows by one or two vectors of columns stay in registers while all strips pass over them. Rows of a block are
/// <c>rowStep</c> apart, as the taps are, so a loaded vector is used by up to <c>Taps</c> accumulators.
/// </summary>
internal static unsafe class PlaneConvolution<T, TVector, TSimd>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TVector : unmanaged
    where TSimd : struct, ISimd<TVector, T>
{
    /// <summary>Computes <c>sum over strips and taps of weight * input</c> for every row and column of the geometry.</summary>
    /// <param name="geometry">Layout of <paramref name="input"/>.</param>
    /// <param name="rowStep">Rows between the taps of a strip.</param>
    /// <param name="input">Row 0, column 0 of the padded input.</param>
    /// <param name="strips">Strips placed in this geometry, those of equal length together.</param>
    /// <param name="weights">Weights gathered in the order of the strips.</param>
    /// <param name="output">Row 0, column 0 of the output.</param>
    /// <param name="outputPitch">From row to row of the output.</param>
    internal static void Convolve(
        in PlaneGeometry geometry, int rowStep, T* input, ReadOnlySpan<PlacedStrip> strips, T* weights, T* output, int outputPitch)
    {
        bool add = false;
        while (!strips.IsEmpty)
        {
            int taps = strips[0].Taps, count = 1;
            while (count < strips.Length && strips[count].Taps == taps)
            {
                count++;
            }

            ReadOnlySpan<PlacedStrip> group = strips[..count];
            switch (taps)
            {
                case 5:
                    ConvolveGroup<FiveTaps>(in geometry, rowStep, input, group, weights, output, outputPitch, add);
                    break;
                case 3:
                    ConvolveGroup<ThreeTaps>(in geometry, rowStep, input, group, weights, output, outputPitch, add);
                    break;
                case 2:
                    ConvolveGroup<TwoTaps>(in geometry, rowStep, input, group, weights, output, outputPitch, add);
                    break;
                default:
                    ConvolveGroup<OneTap>(in geometry, rowStep, input, group, weights, output, outputPitch, add);
                    break;
            }

            add = true;
            strips = strips[count..];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ConvolveGroup<TTaps>(
        in PlaneGeometry geometry, int rowStep, T* input, ReadOnlySpan<PlacedStrip> strips, T* weights, T* output, int outputPitch, bool add)
        where TTaps : struct, ITapCount
    {
        nint step = rowStep * geometry.Pitch;
        nint outputStep = rowStep * outputPitch;
        for (int block = 0; block < geometry.Rows; block += PlaneGeometry.RowBlock * rowStep)
        {
            for (int row = block; row < block + rowStep; row++)
            {
                T* source = input + (row * geometry.Pitch);
                T* target = output + (row * outputPitch);
                int pairs = geometry.Width / (2 * TSimd.Count);
                ConvolvePairs<TTaps>(source, step, strips, weights, target, outputStep, add, pairs);
                int done = pairs * 2 * TSimd.Count;
                if (done < geometry.Width)
                {
                    ConvolveSingle<TTaps>(source + done, step, strips, weights, target + done, outputStep, add);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ConvolvePairs<TTaps>(
        T* source, nint step, ReadOnlySpan<PlacedStrip> strips, T* weights, T* target, nint outputStep, bool add, int pairs)
        where TTaps : struct, ITapCount
    {
        for (int pair = 0; pair < pairs; pair++)
        {
            TVector a0 = TSimd.Zero, a1 = a0, a2 = a0, a3 = a0;
            TVector b0 = a0, b1 = a0, b2 = a0, b3 = a0;
            if (add)
            {
                LoadRows(target, outputStep, out a0, out a1, out a2, out a3);
                LoadRows(target + TSimd.Count, outputStep, out b0, out b1, out b2, out b3);
            }

            foreach (ref readonly PlacedStrip strip in strips)
            {
                T* first = source + strip.Offset;
                T* weight = weights + strip.Weight;
                Accumulate<TTaps>(first, step, weight, ref a0, ref a1, ref a2, ref a3);
                Accumulate<TTaps>(first + TSimd.Count, step, weight, ref b0, ref b1, ref b2, ref b3);
            }

            StoreRows(target, outputStep, a0, a1, a2, a3);
            StoreRows(target + TSimd.Count, outputStep, b0, b1, b2, b3);
            source += 2 * TSimd.Count;
            target += 2 * TSimd.Count;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ConvolveSingle<TTaps>(
        T* source, nint step, ReadOnlySpan<PlacedStrip> strips, T* weights, T* target, nint outputStep, bool add)
        where TTaps : struct, ITapCount
    {
        TVector a0 = TSimd.Zero, a1 = a0, a2 = a0, a3 = a0;
        if (add)
        {
            LoadRows(target, outputStep, out a0, out a1, out a2, out a3);
        }

        foreach (ref readonly PlacedStrip strip in strips)
        {
            Accumulate<TTaps>(source + strip.Offset, step, weights + strip.Weight, ref a0, ref a1, ref a2, ref a3);
        }

        StoreRows(target, outputStep, a0, a1, a2, a3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadRows(T* source, nint step, out TVector row0, out TVector row1, out TVector row2, out TVector row3)
    {
        row0 = TSimd.Load(source);
        row1 = TSimd.Load(source + step);
        row2 = TSimd.Load(source + (2 * step));
        row3 = TSimd.Load(source + (3 * step));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRows(T* target, nint step, TVector row0, TVector row1, TVector row2, TVector row3)
    {
        TSimd.Store(row0, target);
        TSimd.Store(row1, target + step);
        TSimd.Store(row2, target + (2 * step));
        TSimd.Store(row3, target + (3 * step));
    }

    /// <summary>Row t of the input meets tap j at output row t - j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate<TTaps>(T* source, nint step, T* weight, ref TVector r0, ref TVector r1, ref TVector r2, ref TVector r3)
        where TTaps : struct, ITapCount
    {
        TVector w0 = TSimd.Broadcast(weight[0]);
        TVector w1 = TTaps.Value > 1 ? TSimd.Broadcast(weight[1]) : w0;
        TVector w2 = TTaps.Value > 2 ? TSimd.Broadcast(weight[2]) : w0;
        TVector w3 = TTaps.Value > 3 ? TSimd.Broadcast(weight[3]) : w0;
        TVector w4 = TTaps.Value > 4 ? TSimd.Broadcast(weight[4]) : w0;

        TVector x = TSimd.Load(source);
        r0 = TSimd.MultiplyAdd(x, w0, r0);

        x = TSimd.Load(source + step);
        r1 = TSimd.MultiplyAdd(x, w0, r1);
        if (TTaps.Value > 1)
        {
            r0 = TSimd.MultiplyAdd(x, w1, r0);
        }

        x = TSimd.Load(source + (2 * step));
        r2 = TSimd.MultiplyAdd(x, w0, r2);
        if (TTaps.Value > 1)
        {
            r1 = TSimd.MultiplyAdd(x, w1, r1);
        }

        if (TTaps.Value > 2)
        {
            r0 = TSimd.MultiplyAdd(x, w2, r0);
        }

        x = TSimd.Load(source + (3 * step));
        r3 = TSimd.MultiplyAdd(x, w0, r3);
        if (TTaps.Value > 1)
        {
            r2 = TSimd.MultiplyAdd(x, w1, r2);
        }

        if (TTaps.Value > 2)
        {
            r1 = TSimd.MultiplyAdd(x, w2, r1);
        }

        if (TTaps.Value > 3)
        {
            r0 = TSimd.MultiplyAdd(x, w3, r0);
        }

        if (TTaps.Value > 1)
        {
            x = TSimd.Load(source + (4 * step));
            r3 = TSimd.MultiplyAdd(x, w1, r3);
        }

        if (TTaps.Value > 2)
        {
            r2 = TSimd.MultiplyAdd(x, w2, r2);
        }

        if (TTaps.Value > 4)
        {
            r1 = TSimd.MultiplyAdd(x, w3, r1);
            r0 = TSimd.MultiplyAdd(x, w4, r0);
        }

        if (TTaps.Value > 2)
        {
            x = TSimd.Load(source + (5 * step));
            r3 = TSimd.MultiplyAdd(x, w2, r3);
        }

        if (TTaps.Value > 4)
        {
            r2 = TSimd.MultiplyAdd(x, w3, r2);
            r1 = TSimd.MultiplyAdd(x, w4, r1);
            x = TSimd.Load(source + (6 * step));
            r3 = TSimd.MultiplyAdd(x, w3, r3);
            r2 = TSimd.MultiplyAdd(x, w4, r2);
            x = TSimd.Load(source + (7 * step));
            r3 = TSimd.MultiplyAdd(x, w4, r3);
        }
    }
}
