using System.Numerics;
using System.Runtime.CompilerServices;

namespace Cdarts.Engine.Kernels;

/// <summary>What happens to each element while a plane moves between a tensor and scratch memory.</summary>
internal enum PlaneOperation
{
    /// <summary>Nothing.</summary>
    Copy,

    /// <summary>It becomes zero where the other operand is not above zero: ReLU, or the gradient of ReLU.</summary>
    Gate,

    /// <summary>It is divided by the other operand.</summary>
    Divide,
}

/// <summary>A <see cref="PlaneOperation"/> as a type, so that the loops are compiled for it.</summary>
internal interface IPlaneOperation
{
    static abstract TVector Apply<TVector, T, TSimd>(TVector value, TVector other)
        where TVector : unmanaged
        where T : unmanaged
        where TSimd : struct, ISimd<TVector, T>;

    static abstract T Apply<T>(T value, T other)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

internal readonly struct CopyOperation : IPlaneOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TVector, T, TSimd>(TVector value, TVector other)
        where TVector : unmanaged
        where T : unmanaged
        where TSimd : struct, ISimd<TVector, T> => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply<T>(T value, T other)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => value;
}

internal readonly struct GateOperation : IPlaneOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TVector, T, TSimd>(TVector value, TVector other)
        where TVector : unmanaged
        where T : unmanaged
        where TSimd : struct, ISimd<TVector, T> => TSimd.Gate(other, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply<T>(T value, T other)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => other <= T.Zero ? T.Zero : value;
}

internal readonly struct DivideOperation : IPlaneOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TVector, T, TSimd>(TVector value, TVector other)
        where TVector : unmanaged
        where T : unmanaged
        where TSimd : struct, ISimd<TVector, T> => TSimd.Divide(value, other);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply<T>(T value, T other)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => value / other;
}
