using System.Numerics;
using System.Runtime.CompilerServices;

namespace Cdarts.Engine.Kernels;

/// <summary>
/// The inner loops of 3x3 max pooling. A window's taps are numbered 0 to 8 row by row; the first of equal maxima counts, and NaN is above everything,
/// as in LibTorch.
/// </summary>
internal static unsafe class MaximumKernel<T, TVector, TSimd>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TVector : unmanaged
    where TSimd : struct, ISimd<TVector, T>
{
    internal const int Taps = 9;

    /// <summary>The largest element of every window.</summary>
    /// <param name="geometry">Layout of <paramref name="input"/>.</param>
    /// <param name="input">Row 0, column 0 of the input, minus infinity around it.</param>
    /// <param name="offsets">Elements from a window's position to each tap.</param>
    /// <param name="output">Row 0, column 0 of the output.</param>
    /// <param name="outputPitch">From row to row of the output.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Values(in PlaneGeometry geometry, T* input, int* offsets, T* output, int outputPitch)
    {
        for (int row = 0; row < geometry.Rows; row++)
        {
            T* source = input + (row * geometry.Pitch);
            T* target = output + (row * outputPitch);
            for (int column = 0; column < geometry.Width; column += TSimd.Count)
            {
                TVector best = TSimd.Load(source + column + offsets[0]);
                for (int tap = 1; tap < Taps; tap++)
                {
                    TVector candidate = TSimd.Load(source + column + offsets[tap]);
                    best = TSimd.IfBetter(candidate, best, candidate, best);
                }

                TSimd.Store(best, target + column);
            }
        }
    }

    /// <summary>The number of the tap where every window's maximum is.</summary>
    /// <param name="geometry">Layout of all planes.</param>
    /// <param name="input">Row 0, column 0 of the input, minus infinity around it.</param>
    /// <param name="offsets">Elements from a window's position to each tap.</param>
    /// <param name="first">The first tap of each window that lies in the input.</param>
    /// <param name="taps">Result, row 0, column 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Places(in PlaneGeometry geometry, T* input, int* offsets, T* first, T* taps)
    {
        TVector lowest = TSimd.Broadcast(T.NegativeInfinity);
        for (int row = 0; row < geometry.Rows; row++)
        {
            int start = row * geometry.Pitch;
            for (int column = start; column < start + geometry.Width; column += TSimd.Count)
            {
                TVector best = lowest;
                TVector place = TSimd.Load(first + column);
                for (int tap = 0; tap < Taps; tap++)
                {
                    TVector candidate = TSimd.Load(input + column + offsets[tap]);
                    place = TSimd.IfBetter(candidate, best, TSimd.Broadcast(T.CreateTruncating(tap)), place);
                    best = TSimd.IfBetter(candidate, best, candidate, best);
                }

                TSimd.Store(place, taps + column);
            }
        }
    }

    /// <summary>Sums, at every position of one phase of the input, the gradients of the windows whose maximum it is.</summary>
    /// <param name="geometry">Layout of <paramref name="taps"/> and <paramref name="gradient"/>.</param>
    /// <param name="taps">What <see cref="Places"/> found.</param>
    /// <param name="gradient">Row 0, column 0 of the output's gradient, zero around it.</param>
    /// <param name="windows">The windows that reach the phase, in the order of LibTorch's sum.</param>
    /// <param name="output">Row 0, column 0 of the result.</param>
    /// <param name="outputPitch">From row to row of the result.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Gradient(
        in PlaneGeometry geometry, T* taps, T* gradient, ReadOnlySpan<PlacedWindow> windows, T* output, int outputPitch)
    {
        for (int row = 0; row < geometry.Rows; row++)
        {
            T* target = output + (row * outputPitch);
            int start = row * geometry.Pitch;
            for (int column = 0; column < geometry.Width; column += TSimd.Count)
            {
                TVector sum = TSimd.Zero;
                foreach (ref readonly PlacedWindow window in windows)
                {
                    nint at = start + column + window.Offset;
                    TVector tap = TSimd.Broadcast(T.CreateTruncating(window.Tap));
                    sum = TSimd.Add(sum, TSimd.IfEqual(TSimd.Load(taps + at), tap, TSimd.Load(gradient + at)));
                }

                TSimd.Store(sum, target + column);
            }
        }
    }
}

/// <summary>A window that reaches an input position.</summary>
/// <param name="Offset">Elements from the position, in its phase, to the window's output.</param>
/// <param name="Tap">The window's tap at the position.</param>
internal readonly record struct PlacedWindow(int Offset, int Tap);
