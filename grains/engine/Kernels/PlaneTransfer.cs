using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cdarts.Engine.Kernels;

/// <summary>Moves planes, row by row, between a tensor, where rows follow each other, and scratch memory, where they are padded.</summary>
internal static unsafe class PlaneTransfer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>From a tensor into scratch memory.</summary>
    /// <param name="operation">Applied to each element.</param>
    /// <param name="source">The tensor's side.</param>
    /// <param name="other">The operation's other operand; ignored by <see cref="PlaneOperation.Copy"/>.</param>
    /// <param name="target">The scratch memory's side.</param>
    internal static void Read(PlaneOperation operation, in TensorPlanes<T> source, in TensorPlanes<T> other, in PhasePlanes<T> target)
    {
        switch (operation)
        {
            case PlaneOperation.Gate:
                Read<GateOperation>(in source, in other, in target);
                break;
            case PlaneOperation.Divide:
                Read<DivideOperation>(in source, in other, in target);
                break;
            default:
                Read<CopyOperation>(in source, in source, in target);
                break;
        }
    }

    /// <summary>From scratch memory to a tensor.</summary>
    /// <param name="operation">Applied to each element.</param>
    /// <param name="source">The scratch memory's side.</param>
    /// <param name="target">The tensor's side.</param>
    /// <param name="other">The operation's other operand, laid out as the target; ignored by <see cref="PlaneOperation.Copy"/>.</param>
    internal static void Write(PlaneOperation operation, in PhasePlanes<T> source, in TensorPlanes<T> target, in TensorPlanes<T> other)
    {
        switch (operation)
        {
            case PlaneOperation.Gate:
                Write<GateOperation>(in source, in target, in other);
                break;
            case PlaneOperation.Divide:
                Write<DivideOperation>(in source, in target, in other);
                break;
            default:
                Write<CopyOperation>(in source, in target, in target);
                break;
        }
    }

    private static void Read<TOperation>(in TensorPlanes<T> source, in TensorPlanes<T> other, in PhasePlanes<T> target)
        where TOperation : struct, IPlaneOperation
    {
        for (int segment = 0; segment < target.Segments; segment++)
        {
            Rows<TOperation>(
                source.Plane + (segment * source.Pitch), source.Width, other.Plane + (segment * other.Pitch),
                target.Plane + (segment * target.SegmentPitch), target.Pitch, source.Height, source.Width);
        }
    }

    private static void Write<TOperation>(in PhasePlanes<T> source, in TensorPlanes<T> target, in TensorPlanes<T> other)
        where TOperation : struct, IPlaneOperation
    {
        for (int segment = 0; segment < source.Segments; segment++)
        {
            Rows<TOperation>(
                source.Plane + (segment * source.SegmentPitch), source.Pitch, other.Plane + (segment * other.Pitch),
                target.Plane + (segment * target.Pitch), target.Width, target.Height, target.Width);
        }
    }

    /// <summary>The other operand always has the tensor's pitch, which is <paramref name="columns"/>.</summary>
    private static void Rows<TOperation>(T* source, int sourcePitch, T* other, T* target, int targetPitch, int rows, int columns)
        where TOperation : struct, IPlaneOperation
    {
        if (Vector512.IsHardwareAccelerated && columns >= Vector512<T>.Count)
        {
            Rows<TOperation, Vector512<T>, Simd512<T>>(source, sourcePitch, other, target, targetPitch, rows, columns);
        }
        else if (Vector256.IsHardwareAccelerated && columns >= Vector256<T>.Count)
        {
            Rows<TOperation, Vector256<T>, Simd256<T>>(source, sourcePitch, other, target, targetPitch, rows, columns);
        }
        else if (columns >= Vector128<T>.Count)
        {
            Rows<TOperation, Vector128<T>, Simd128<T>>(source, sourcePitch, other, target, targetPitch, rows, columns);
        }
        else
        {
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    target[((nint)row * targetPitch) + column] =
                        TOperation.Apply(source[((nint)row * sourcePitch) + column], other[((nint)row * columns) + column]);
                }
            }
        }
    }

    /// <summary>Rows of at least one vector; the last vector of a row overlaps the one before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows<TOperation, TVector, TSimd>(T* source, int sourcePitch, T* other, T* target, int targetPitch, int rows, int columns)
        where TOperation : struct, IPlaneOperation
        where TVector : unmanaged
        where TSimd : struct, ISimd<TVector, T>
    {
        int last = columns - TSimd.Count;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < last; column += TSimd.Count)
            {
                TSimd.Store(TOperation.Apply<TVector, T, TSimd>(TSimd.Load(source + column), TSimd.Load(other + column)), target + column);
            }

            TSimd.Store(TOperation.Apply<TVector, T, TSimd>(TSimd.Load(source + last), TSimd.Load(other + last)), target + last);
            source += sourcePitch;
            other += columns;
            target += targetPitch;
        }
    }
}
