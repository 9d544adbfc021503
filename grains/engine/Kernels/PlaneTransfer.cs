using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cdarts.Engine.Kernels;

/// <summary>
/// Moves one sample's plane between a tensor, where rows follow each other, and scratch memory, where they are padded and, for stride 2, split
/// into phases by the parity of row and column.
/// </summary>
internal static unsafe class PlaneTransfer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>From a tensor into scratch memory.</summary>
    /// <param name="operation">Applied to each element.</param>
    /// <param name="source">The tensor's plane, <paramref name="height"/> x <paramref name="width"/>.</param>
    /// <param name="other">The operation's other operand, laid out as the source.</param>
    /// <param name="height">Rows of the tensor's plane.</param>
    /// <param name="width">Columns of the tensor's plane.</param>
    /// <param name="phases">The scratch memory's side.</param>
    internal static void Read(PlaneOperation operation, T* source, T* other, int height, int width, in PhasePlanes<T> phases)
    {
        switch (operation)
        {
            case PlaneOperation.Gate:
                Read<GateOperation>(source, other, height, width, in phases);
                break;
            case PlaneOperation.Divide:
                Read<DivideOperation>(source, other, height, width, in phases);
                break;
            default:
                Read<CopyOperation>(source, source, height, width, in phases);
                break;
        }
    }

    /// <summary>From scratch memory to a tensor; positions whose phase takes no part become zero.</summary>
    /// <param name="operation">Applied to each element.</param>
    /// <param name="target">The tensor's plane, <paramref name="height"/> x <paramref name="width"/>.</param>
    /// <param name="other">The operation's other operand, laid out as the target.</param>
    /// <param name="height">Rows of the tensor's plane.</param>
    /// <param name="width">Columns of the tensor's plane.</param>
    /// <param name="phases">The scratch memory's side.</param>
    internal static void Write(PlaneOperation operation, T* target, T* other, int height, int width, in PhasePlanes<T> phases)
    {
        switch (operation)
        {
            case PlaneOperation.Gate:
                Write<GateOperation>(target, other, height, width, in phases);
                break;
            case PlaneOperation.Divide:
                Write<DivideOperation>(target, other, height, width, in phases);
                break;
            default:
                Write<CopyOperation>(target, target, height, width, in phases);
                break;
        }
    }

    private static void Read<TOperation>(T* source, T* other, int height, int width, in PhasePlanes<T> phases)
        where TOperation : struct, IPlaneOperation
    {
        if (phases.Stride == 1)
        {
            Rows<TOperation>(source, width, other, width, phases.Plane, phases.Pitch, height, width);
            return;
        }

        for (int row = 0; row < height; row += phases.Count == 4 ? 1 : 2)
        {
            T* even = phases.Row(row);
            T* from = source + ((nint)row * width);
            T* with = other + ((nint)row * width);
            for (int column = 0; column < width; column += 2)
            {
                even[column >> 1] = TOperation.Apply(from[column], with[column]);
            }

            if (phases.Count == 4)
            {
                T* odd = even + phases.PlaneSize;
                for (int column = 1; column < width; column += 2)
                {
                    odd[column >> 1] = TOperation.Apply(from[column], with[column]);
                }
            }
        }
    }

    private static void Write<TOperation>(T* target, T* other, int height, int width, in PhasePlanes<T> phases)
        where TOperation : struct, IPlaneOperation
    {
        if (phases.Stride == 1)
        {
            Rows<TOperation>(phases.Plane, phases.Pitch, other, width, target, width, height, width);
            return;
        }

        if (phases.Count == 1)
        {
            for (nint i = 0; i < (nint)height * width; i++)
            {
                target[i] = T.Zero;
            }
        }

        for (int row = 0; row < height; row += phases.Count == 4 ? 1 : 2)
        {
            T* even = phases.Row(row);
            T* to = target + ((nint)row * width);
            T* with = other + ((nint)row * width);
            for (int column = 0; column < width; column += 2)
            {
                to[column] = TOperation.Apply(even[column >> 1], with[column]);
            }

            if (phases.Count == 4)
            {
                T* odd = even + phases.PlaneSize;
                for (int column = 1; column < width; column += 2)
                {
                    to[column] = TOperation.Apply(odd[column >> 1], with[column]);
                }
            }
        }
    }

    private static void Rows<TOperation>(T* source, int sourcePitch, T* other, int otherPitch, T* target, int targetPitch, int rows, int columns)
        where TOperation : struct, IPlaneOperation
    {
        if (Vector512.IsHardwareAccelerated && columns >= Vector512<T>.Count)
        {
            Rows<TOperation, Vector512<T>, Simd512<T>>(source, sourcePitch, other, otherPitch, target, targetPitch, rows, columns);
        }
        else if (Vector256.IsHardwareAccelerated && columns >= Vector256<T>.Count)
        {
            Rows<TOperation, Vector256<T>, Simd256<T>>(source, sourcePitch, other, otherPitch, target, targetPitch, rows, columns);
        }
        else if (columns >= Vector128<T>.Count)
        {
            Rows<TOperation, Vector128<T>, Simd128<T>>(source, sourcePitch, other, otherPitch, target, targetPitch, rows, columns);
        }
        else
        {
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    target[((nint)row * targetPitch) + column] = TOperation.Apply(
                        source[((nint)row * sourcePitch) + column], other[((nint)row * otherPitch) + column]);
                }
            }
        }
    }

    /// <summary>Rows of at least one vector; the last vector of a row overlaps the one before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows<TOperation, TVector, TSimd>(
        T* source, int sourcePitch, T* other, int otherPitch, T* target, int targetPitch, int rows, int columns)
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
            other += otherPitch;
            target += targetPitch;
        }
    }
}
