using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cdarts.Engine.Kernels;

/// <summary>128-bit vectors.</summary>
internal readonly unsafe struct Simd128<T> : ISimd<Vector128<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count => Vector128<T>.Count;

    public static int Registers => Vector512.IsHardwareAccelerated ? 32 : 16;

    public static Vector128<T> Zero => Vector128<T>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load(T* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<T> vector, T* destination) => vector.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(Vector128<T> vector, double* sums)
    {
        if (typeof(T) == typeof(double))
        {
            (Vector128.Load(sums) + vector.AsDouble()).Store(sums);
            return;
        }

        (Vector128<double> lower, Vector128<double> upper) = Vector128.Widen(vector.AsSingle());
        (Vector128.Load(sums) + lower).Store(sums);
        (Vector128.Load(sums + Vector128<double>.Count) + upper).Store(sums + Vector128<double>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Broadcast(T value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Add(Vector128<T> left, Vector128<T> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Subtract(Vector128<T> left, Vector128<T> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Multiply(Vector128<T> left, Vector128<T> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> left, Vector128<T> right, Vector128<T> addend) => typeof(T) == typeof(float)
        ? Vector128.MultiplyAddEstimate(left.AsSingle(), right.AsSingle(), addend.AsSingle()).As<float, T>()
        : Vector128.MultiplyAddEstimate(left.AsDouble(), right.AsDouble(), addend.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Gate(Vector128<T> gate, Vector128<T> value) =>
        Vector128.ConditionalSelect(Vector128.LessThanOrEqual(gate, Vector128<T>.Zero), Vector128<T>.Zero, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> IfBetter(Vector128<T> candidate, Vector128<T> best, Vector128<T> replacement, Vector128<T> value) =>
        Vector128.ConditionalSelect(
            Vector128.GreaterThan(candidate, best) | ~Vector128.Equals(candidate, candidate), replacement, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> IfEqual(Vector128<T> left, Vector128<T> right, Vector128<T> value) => Vector128.Equals(left, right) & value;
}
