using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cdarts.Engine.Kernels;

/// <summary>256-bit vectors.</summary>
internal readonly unsafe struct Simd256<T> : ISimd<Vector256<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count => Vector256<T>.Count;

    public static Vector256<T> Zero => Vector256<T>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load(T* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<T> vector, T* destination) => vector.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Broadcast(T value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Add(Vector256<T> left, Vector256<T> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Divide(Vector256<T> left, Vector256<T> right) => left / right;

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(Vector256<T> vector, T* even, T* odd)
    {
        Vector256<T> halves = typeof(T) == typeof(float)
            ? Vector256.Shuffle(vector.AsSingle(), Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7)).As<float, T>()
            : Vector256.Shuffle(vector.AsDouble(), Vector256.Create(0L, 2, 1, 3)).As<double, T>();
        halves.GetLower().Store(even);
        halves.GetUpper().Store(odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Merge(T* even, T* odd)
    {
        Vector256<T> halves = Vector256.Create(Vector128.Load(even), Vector128.Load(odd));
        return typeof(T) == typeof(float)
            ? Vector256.Shuffle(halves.AsSingle(), Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7)).As<float, T>()
            : Vector256.Shuffle(halves.AsDouble(), Vector256.Create(0L, 2, 1, 3)).As<double, T>();
    }
}
