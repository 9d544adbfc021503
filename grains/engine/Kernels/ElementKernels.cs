using System.Numerics;
using System.Runtime.CompilerServices;

namespace Cdarts.Engine.Kernels;

/// <summary>Loops that visit every position once: normalisation, ReLU, mixing and their gradients. Each fuses what would otherwise be several passes.</summary>
internal static unsafe class ElementKernels<T, TVector, TSimd>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TVector : unmanaged
    where TSimd : struct, ISimd<TVector, T>
{
    /// <inheritdoc cref="LaneKernels{T}.Rectify"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Rectify(T* source, T* scale, T* shift, Plane<T> target, int rows, int columns)
    {
        bool affine = scale != null;
        TVector s = affine ? TSimd.Load(scale) : TSimd.Zero, b = affine ? TSimd.Load(shift) : s;
        for (int row = 0; row < rows; row++)
        {
            T* y = target.At(row, 0);
            for (T* end = source + (columns * TSimd.Count); source < end; source += TSimd.Count)
            {
                TVector x = TSimd.Load(source);
                x = affine ? TSimd.MultiplyAdd(x, s, b) : x;
                TSimd.Store(TSimd.Gate(x, x), y);
                y += target.Column;
            }
        }
    }

    /// <inheritdoc cref="LaneKernels{T}.NormGradient"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void NormGradient(
        T* gradient, T* value, T* mean, T* gradientScale, T* valueScale, T* constant, T* target, int positions)
    {
        TVector a = TSimd.Load(gradientScale), b = TSimd.Load(valueScale), m = TSimd.Load(mean), c = TSimd.Load(constant);
        for (T* end = target + (positions * TSimd.Count); target < end; target += TSimd.Count)
        {
            // The mean is taken off first: multiplied out, it would cost digits where it is large beside the deviation.
            TVector centred = TSimd.Subtract(TSimd.Load(value), m);
            TSimd.Store(TSimd.MultiplyAdd(TSimd.Load(gradient), a, TSimd.MultiplyAdd(centred, b, c)), target);
            gradient += TSimd.Count;
            value += TSimd.Count;
        }
    }

    /// <inheritdoc cref="LaneKernels{T}.Mix"/>
    internal static void Mix(T** sources, T* scales, int count, T* shift, T* target, int positions, bool add)
    {
        int position = 0;
        for (; position + 8 <= positions; position += 8)
        {
            MixTile<Tile8>(sources, scales, count, shift, target, position * TSimd.Count, add);
        }

        for (; position < positions; position++)
        {
            MixTile<Tile1>(sources, scales, count, shift, target, position * TSimd.Count, add);
        }
    }

    /// <inheritdoc cref="LaneKernels{T}.Dot"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Dot(T* gradient, T* value, T* mean, int positions, double* sums)
    {
        TVector m = TSimd.Load(mean), a0 = TSimd.Zero, a1 = a0, a2 = a0, a3 = a0;
        int left = positions;
        for (; left >= 4; left -= 4)
        {
            a0 = TSimd.MultiplyAdd(TSimd.Load(gradient), TSimd.Subtract(TSimd.Load(value), m), a0);
            a1 = TSimd.MultiplyAdd(TSimd.Load(gradient + TSimd.Count), TSimd.Subtract(TSimd.Load(value + TSimd.Count), m), a1);
            a2 = TSimd.MultiplyAdd(TSimd.Load(gradient + (2 * TSimd.Count)), TSimd.Subtract(TSimd.Load(value + (2 * TSimd.Count)), m), a2);
            a3 = TSimd.MultiplyAdd(TSimd.Load(gradient + (3 * TSimd.Count)), TSimd.Subtract(TSimd.Load(value + (3 * TSimd.Count)), m), a3);
            gradient += 4 * TSimd.Count;
            value += 4 * TSimd.Count;
        }

        for (; left > 0; left--)
        {
            a0 = TSimd.MultiplyAdd(TSimd.Load(gradient), TSimd.Subtract(TSimd.Load(value), m), a0);
            gradient += TSimd.Count;
            value += TSimd.Count;
        }

        TSimd.AddTo(TSimd.Add(TSimd.Add(a0, a1), TSimd.Add(a2, a3)), sums);
    }

    /// <inheritdoc cref="LaneKernels{T}.Sum"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Sum(T* value, int positions, double* sums)
    {
        TVector a0 = TSimd.Zero, a1 = a0, a2 = a0, a3 = a0;
        int left = positions;
        for (; left >= 4; left -= 4)
        {
            a0 = TSimd.Add(a0, TSimd.Load(value));
            a1 = TSimd.Add(a1, TSimd.Load(value + TSimd.Count));
            a2 = TSimd.Add(a2, TSimd.Load(value + (2 * TSimd.Count)));
            a3 = TSimd.Add(a3, TSimd.Load(value + (3 * TSimd.Count)));
            value += 4 * TSimd.Count;
        }

        for (; left > 0; left--)
        {
            a0 = TSimd.Add(a0, TSimd.Load(value));
            value += TSimd.Count;
        }

        TSimd.AddTo(TSimd.Add(TSimd.Add(a0, a1), TSimd.Add(a2, a3)), sums);
    }

    /// <inheritdoc cref="LaneKernels{T}.GateNormed"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void GateNormed(T* gradient, T* value, T* scale, T* shift, T* mean, T* target, int positions, double* sums)
    {
        TVector s = TSimd.Load(scale), b = TSimd.Load(shift), m = TSimd.Load(mean);
        TVector sum0 = TSimd.Zero, sum1 = sum0, dot0 = sum0, dot1 = sum0;
        int left = positions;
        for (; left >= 2; left -= 2)
        {
            TVector z0 = TSimd.Load(value), z1 = TSimd.Load(value + TSimd.Count);
            TVector g0 = TSimd.Gate(TSimd.MultiplyAdd(z0, s, b), TSimd.Load(gradient));
            TVector g1 = TSimd.Gate(TSimd.MultiplyAdd(z1, s, b), TSimd.Load(gradient + TSimd.Count));
            TSimd.Store(g0, target);
            TSimd.Store(g1, target + TSimd.Count);
            sum0 = TSimd.Add(sum0, g0);
            sum1 = TSimd.Add(sum1, g1);
            dot0 = TSimd.MultiplyAdd(g0, TSimd.Subtract(z0, m), dot0);
            dot1 = TSimd.MultiplyAdd(g1, TSimd.Subtract(z1, m), dot1);
            gradient += 2 * TSimd.Count;
            value += 2 * TSimd.Count;
            target += 2 * TSimd.Count;
        }

        if (left > 0)
        {
            TVector z = TSimd.Load(value);
            TVector g = TSimd.Gate(TSimd.MultiplyAdd(z, s, b), TSimd.Load(gradient));
            TSimd.Store(g, target);
            sum0 = TSimd.Add(sum0, g);
            dot0 = TSimd.MultiplyAdd(g, TSimd.Subtract(z, m), dot0);
        }

        TSimd.AddTo(TSimd.Add(sum0, sum1), sums);
        TSimd.AddTo(TSimd.Add(dot0, dot1), sums + TSimd.Count);
    }

    /// <inheritdoc cref="LaneKernels{T}.Gate"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Gate(T* gradient, T* gate, T* target, int positions, bool add)
    {
        for (T* end = target + (positions * TSimd.Count); target < end; target += TSimd.Count)
        {
            TVector gated = TSimd.Gate(TSimd.Load(gate), TSimd.Load(gradient));
            TSimd.Store(add ? TSimd.Add(TSimd.Load(target), gated) : gated, target);
            gate += TSimd.Count;
            gradient += TSimd.Count;
        }
    }

    /// <inheritdoc cref="LaneKernels{T}.ScalePositions"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ScalePositions(T* source, T* factors, Plane<T> target, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
        {
            T* y = target.At(row, 0);
            for (int column = 0; column < columns; column++)
            {
                TSimd.Store(TSimd.Multiply(TSimd.Load(source), TSimd.Broadcast(*factors++)), y);
                source += TSimd.Count;
                y += target.Column;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MixTile<TTile>(T** sources, T* scales, int count, T* shift, T* target, nint at, bool add)
        where TTile : struct, ITile
    {
        TVector a0 = TSimd.Load(shift), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
        T* y = target + at;
        if (add)
        {
            a0 = TSimd.Add(a0, TSimd.Load(y));
            if (TTile.Size > 1)
            {
                a1 = TSimd.Add(a1, TSimd.Load(y + TSimd.Count));
                a2 = TSimd.Add(a2, TSimd.Load(y + (2 * TSimd.Count)));
                a3 = TSimd.Add(a3, TSimd.Load(y + (3 * TSimd.Count)));
                a4 = TSimd.Add(a4, TSimd.Load(y + (4 * TSimd.Count)));
                a5 = TSimd.Add(a5, TSimd.Load(y + (5 * TSimd.Count)));
                a6 = TSimd.Add(a6, TSimd.Load(y + (6 * TSimd.Count)));
                a7 = TSimd.Add(a7, TSimd.Load(y + (7 * TSimd.Count)));
            }
        }

        for (int i = 0; i < count; i++)
        {
            TVector s = TSimd.Load(scales + (i * TSimd.Count));
            T* x = sources[i] + at;
            a0 = TSimd.MultiplyAdd(TSimd.Load(x), s, a0);
            if (TTile.Size > 1)
            {
                a1 = TSimd.MultiplyAdd(TSimd.Load(x + TSimd.Count), s, a1);
                a2 = TSimd.MultiplyAdd(TSimd.Load(x + (2 * TSimd.Count)), s, a2);
                a3 = TSimd.MultiplyAdd(TSimd.Load(x + (3 * TSimd.Count)), s, a3);
                a4 = TSimd.MultiplyAdd(TSimd.Load(x + (4 * TSimd.Count)), s, a4);
                a5 = TSimd.MultiplyAdd(TSimd.Load(x + (5 * TSimd.Count)), s, a5);
                a6 = TSimd.MultiplyAdd(TSimd.Load(x + (6 * TSimd.Count)), s, a6);
                a7 = TSimd.MultiplyAdd(TSimd.Load(x + (7 * TSimd.Count)), s, a7);
            }
        }

        TSimd.Store(a0, y);
        if (TTile.Size > 1)
        {
            TSimd.Store(a1, y + TSimd.Count);
            TSimd.Store(a2, y + (2 * TSimd.Count));
            TSimd.Store(a3, y + (3 * TSimd.Count));
            TSimd.Store(a4, y + (4 * TSimd.Count));
            TSimd.Store(a5, y + (5 * TSimd.Count));
            TSimd.Store(a6, y + (6 * TSimd.Count));
            TSimd.Store(a7, y + (7 * TSimd.Count));
        }
    }
}
