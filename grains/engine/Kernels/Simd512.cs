using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cdarts.Engine.Kernels;

/// <summary>512-bit vectors.</summary>
internal readonly unsafe struct Simd512<T> : ISimd<Vector512<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count => Vector512<T>.Count;

    public static int Registers => Vector512.IsHardwareAccelerated ? 32 : 16;

    public static Vector512<T> Zero => Vector512<T>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load(T* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<T> vector, T* destination) => vector.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(Vector512<T> vector, double* sums)
    {
        if (typeof(T) == typeof(double))
        {
            (Vector512.Load(sums) + vector.AsDouble()).Store(sums);
            return;
        }

        (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(vector.AsSingle());
        (Vector512.Load(sums) + lower).Store(sums);
        (Vector512.Load(sums + Vector512<double>.Count) + upper).Store(sums + Vector512<double>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Broadcast(T value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Add(Vector512<T> left, Vector512<T> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Subtract(Vector512<T> left, Vector512<T> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Multiply(Vector512<T> left, Vector512<T> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd(Vector512<T> left, Vector512<T> right, Vector512<T> addend) => typeof(T) == typeof(float)
        ? Vector512.MultiplyAddEstimate(left.AsSingle(), right.AsSingle(), addend.AsSingle()).As<float, T>()
        : Vector512.MultiplyAddEstimate(left.AsDouble(), right.AsDouble(), addend.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Gate(Vector512<T> gate, Vector512<T> value) =>
        Vector512.ConditionalSelect(Vector512.LessThanOrEqual(gate, Vector512<T>.Zero), Vector512<T>.Zero, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> IfBetter(Vector512<T> candidate, Vector512<T> best, Vector512<T> replacement, Vector512<T> value) =>
        Vector512.ConditionalSelect(
            Vector512.GreaterThan(candidate, best) | ~Vector512.Equals(candidate, candidate), replacement, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> IfEqual(Vector512<T> left, Vector512<T> right, Vector512<T> value) => Vector512.Equals(left, right) & value;
}
