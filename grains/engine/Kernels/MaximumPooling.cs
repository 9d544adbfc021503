using System.Numerics;
using System.Runtime.CompilerServices;

namespace Cdarts.Engine.Kernels;

/// <summary>
/// The inner loops of max pooling. The first of equal maxima in the order of the taps counts, and NaN is above everything, as in LibTorch.
/// </summary>
internal static unsafe class MaximumPooling<T, TVector, TSimd>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TVector : unmanaged
    where TSimd : struct, ISimd<TVector, T>
{
    /// <inheritdoc cref="LaneKernels{T}.Maximum"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Values(Plane<T> source, nint* offsets, int taps, T* target, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
        {
            T* x = source.At(row, 0);
            for (int column = 0; column < columns; column++)
            {
                TVector best = TSimd.Load(x + offsets[0]);
                for (int tap = 1; tap < taps; tap++)
                {
                    TVector candidate = TSimd.Load(x + offsets[tap]);
                    best = TSimd.IfBetter(candidate, best, candidate, best);
                }

                TSimd.Store(best, target);
                x += source.Column;
                target += TSimd.Count;
            }
        }
    }

    /// <inheritdoc cref="LaneKernels{T}.MaximumPlaces"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Places(Plane<T> source, nint* offsets, int taps, Plane<T> places, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
        {
            T* x = source.At(row, 0), y = places.At(row, 0);
            for (int column = 0; column < columns; column++)
            {
                TVector best = TSimd.Load(x + offsets[0]), place = TSimd.Zero;
                for (int tap = 1; tap < taps; tap++)
                {
                    TVector candidate = TSimd.Load(x + offsets[tap]);
                    place = TSimd.IfBetter(candidate, best, TSimd.Broadcast(T.CreateTruncating(tap)), place);
                    best = TSimd.IfBetter(candidate, best, candidate, best);
                }

                TSimd.Store(place, y);
                x += source.Column;
                y += places.Column;
            }
        }
    }

    /// <inheritdoc cref="LaneKernels{T}.AddFromMaxima"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void AddGradients(Plane<T> places, Plane<T> gradient, nint* offsets, int* taps, int count, Plane<T> target, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
        {
            T* place = places.At(row, 0), g = gradient.At(row, 0), y = target.At(row, 0);
            for (int column = 0; column < columns; column++)
            {
                TVector sum = TSimd.Load(y);
                for (int i = 0; i < count; i++)
                {
                    TVector tap = TSimd.Broadcast(T.CreateTruncating(taps[i]));
                    sum = TSimd.Add(sum, TSimd.IfEqual(TSimd.Load(place + offsets[i]), tap, TSimd.Load(g + offsets[i])));
                }

                TSimd.Store(sum, y);
                place += places.Column;
                g += gradient.Column;
                y += target.Column;
            }
        }
    }
}
