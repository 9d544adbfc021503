using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cdarts.Engine.Kernels;

/// <summary>256-bit vectors.</summary>
internal readonly unsafe struct Simd256<T> : ISimd<Vector256<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count => Vector256<T>.Count;

    public static int Registers => Vector512.IsHardwareAccelerated ? 32 : 16;

    public static Vector256<T> Zero => Vector256<T>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load(T* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<T> vector, T* destination) => vector.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(Vector256<T> vector, double* sums)
    {
        if (typeof(T) == typeof(double))
        {
            (Vector256.Load(sums) + vector.AsDouble()).Store(sums);
            return;
        }

        (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(vector.AsSingle());
        (Vector256.Load(sums) + lower).Store(sums);
        (Vector256.Load(sums + Vector256<double>.Count) + upper).Store(sums + Vector256<double>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Broadcast(T value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Add(Vector256<T> left, Vector256<T> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Subtract(Vector256<T> left, Vector256<T> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Multiply(Vector256<T> left, Vector256<T> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAdd(Vector256<T> left, Vector256<T> right, Vector256<T> addend) => typeof(T) == typeof(float)
        ? Vector256.MultiplyAddEstimate(left.AsSingle(), right.AsSingle(), addend.AsSingle()).As<float, T>()
        : Vector256.MultiplyAddEstimate(left.AsDouble(), right.AsDouble(), addend.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Gate(Vector256<T> gate, Vector256<T> value) =>
        Vector256.ConditionalSelect(Vector256.LessThanOrEqual(gate, Vector256<T>.Zero), Vector256<T>.Zero, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> IfBetter(Vector256<T> candidate, Vector256<T> best, Vector256<T> replacement, Vector256<T> value) =>
        Vector256.ConditionalSelect(
            Vector256.GreaterThan(candidate, best) | ~Vector256.Equals(candidate, candidate), replacement, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> IfEqual(Vector256<T> left, Vector256<T> right, Vector256<T> value) => Vector256.Equals(left, right) & value;
}
