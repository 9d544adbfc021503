using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cdarts.Engine.Kernels;

/// <summary>
/// Moves planes between a tensor and scratch memory where they are split by the parity of row and column, for operations of stride 2: into four
/// phases, or with the even one alone.
/// </summary>
internal static unsafe class PhaseTransfer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>From a tensor into scratch memory.</summary>
    /// <param name="gate">Whether ReLU is applied.</param>
    /// <param name="source">The tensor's side.</param>
    /// <param name="target">The scratch memory's side.</param>
    /// <param name="spare">Scratch memory for half a row: where odd columns go that have no phase.</param>
    /// <param name="phases">1 or 4.</param>
    internal static void Read(bool gate, in TensorPlanes<T> source, in PhasePlanes<T> target, T* spare, int phases)
    {
        if (gate)
        {
            Read<GateOperation>(in source, in target, spare, phases);
        }
        else
        {
            Read<CopyOperation>(in source, in target, spare, phases);
        }
    }

    /// <summary>From scratch memory to a tensor; positions without a phase become zero.</summary>
    /// <param name="gate">Whether the gradient of ReLU is applied.</param>
    /// <param name="source">The scratch memory's side.</param>
    /// <param name="target">The tensor's side.</param>
    /// <param name="other">What decides for the gradient of ReLU, laid out as the target.</param>
    /// <param name="zeros">Half a row of zeros.</param>
    /// <param name="phases">1 or 4.</param>
    internal static void Write(bool gate, in PhasePlanes<T> source, in TensorPlanes<T> target, in TensorPlanes<T> other, T* zeros, int phases)
    {
        if (gate)
        {
            Write<GateOperation>(in source, in target, in other, zeros, phases);
        }
        else
        {
            Write<CopyOperation>(in source, in target, in target, zeros, phases);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Read<TOperation>(in TensorPlanes<T> source, in PhasePlanes<T> target, T* spare, int phases)
        where TOperation : struct, IPlaneOperation
    {
        int rowStep = phases == 4 ? 1 : 2;
        for (int segment = 0; segment < target.Segments; segment++)
        {
            T* plane = source.Plane + (segment * source.Pitch);
            for (int row = 0; row < source.Height; row += rowStep)
            {
                T* even = Row(in target, segment, row);
                SplitRow<TOperation>(plane + ((nint)row * source.Width), even, phases == 4 ? even + target.PlaneSize : spare, source.Width);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Write<TOperation>(
        in PhasePlanes<T> source, in TensorPlanes<T> target, in TensorPlanes<T> other, T* zeros, int phases)
        where TOperation : struct, IPlaneOperation
    {
        for (int segment = 0; segment < source.Segments; segment++)
        {
            T* plane = target.Plane + (segment * target.Pitch);
            T* with = other.Plane + (segment * other.Pitch);
            for (int row = 0; row < target.Height; row++)
            {
                bool empty = phases == 1 && (row & 1) == 1;
                T* even = empty ? zeros : Row(in source, segment, row);
                T* odd = phases == 4 ? even + source.PlaneSize : zeros;
                nint offset = (nint)row * target.Width;
                MergeRow<TOperation>(even, odd, with + offset, plane + offset, target.Width);
            }
        }
    }

    /// <summary>The phase row of even columns that holds a tensor's row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T* Row(in PhasePlanes<T> planes, int segment, int row) =>
        planes.Plane + (segment * planes.SegmentPitch) + ((row & 1) * 2 * planes.PlaneSize) + ((row >> 1) * planes.Pitch);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SplitRow<TOperation>(T* source, T* even, T* odd, int columns)
        where TOperation : struct, IPlaneOperation
    {
        int done = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            done = SplitVectors<TOperation, Vector512<T>, Simd512<T>>(source, even, odd, done, columns);
        }

        if (Vector256.IsHardwareAccelerated)
        {
            done = SplitVectors<TOperation, Vector256<T>, Simd256<T>>(source, even, odd, done, columns);
        }

        for (; done < columns; done++)
        {
            ((done & 1) == 0 ? even : odd)[done >> 1] = TOperation.Apply(source[done], source[done]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MergeRow<TOperation>(T* even, T* odd, T* other, T* target, int columns)
        where TOperation : struct, IPlaneOperation
    {
        int done = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            done = MergeVectors<TOperation, Vector512<T>, Simd512<T>>(even, odd, other, target, done, columns);
        }

        if (Vector256.IsHardwareAccelerated)
        {
            done = MergeVectors<TOperation, Vector256<T>, Simd256<T>>(even, odd, other, target, done, columns);
        }

        for (; done < columns; done++)
        {
            target[done] = TOperation.Apply(((done & 1) == 0 ? even : odd)[done >> 1], other[done]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SplitVectors<TOperation, TVector, TSimd>(T* source, T* even, T* odd, int column, int columns)
        where TOperation : struct, IPlaneOperation
        where TVector : unmanaged
        where TSimd : struct, ISimd<TVector, T>
    {
        for (; column + TSimd.Count <= columns; column += TSimd.Count)
        {
            TVector value = TSimd.Load(source + column);
            TSimd.Split(TOperation.Apply<TVector, T, TSimd>(value, value), even + (column >> 1), odd + (column >> 1));
        }

        return column;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int MergeVectors<TOperation, TVector, TSimd>(T* even, T* odd, T* other, T* target, int column, int columns)
        where TOperation : struct, IPlaneOperation
        where TVector : unmanaged
        where TSimd : struct, ISimd<TVector, T>
    {
        for (; column + TSimd.Count <= columns; column += TSimd.Count)
        {
            TVector value = TSimd.Merge(even + (column >> 1), odd + (column >> 1));
            TSimd.Store(TOperation.Apply<TVector, T, TSimd>(value, TSimd.Load(other + column)), target + column);
        }

        return column;
    }
}
