using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cdarts.Engine.Kernels;

/// <summary>128-bit vectors.</summary>
internal readonly unsafe struct Simd128<T> : ISimd<Vector128<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count => Vector128<T>.Count;

    public static Vector128<T> Zero => Vector128<T>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load(T* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<T> vector, T* destination) => vector.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Broadcast(T value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Add(Vector128<T> left, Vector128<T> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Divide(Vector128<T> left, Vector128<T> right) => left / right;

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(Vector128<T> vector, T* even, T* odd)
    {
        Vector128<T> halves = typeof(T) == typeof(float)
            ? Vector128.Shuffle(vector.AsSingle(), Vector128.Create(0, 2, 1, 3)).As<float, T>()
            : Vector128.Shuffle(vector.AsDouble(), Vector128.Create(0L, 1)).As<double, T>();
        halves.GetLower().Store(even);
        halves.GetUpper().Store(odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Merge(T* even, T* odd)
    {
        Vector128<T> halves = Vector128.Create(Vector64.Load(even), Vector64.Load(odd));
        return typeof(T) == typeof(float)
            ? Vector128.Shuffle(halves.AsSingle(), Vector128.Create(0, 2, 1, 3)).As<float, T>()
            : Vector128.Shuffle(halves.AsDouble(), Vector128.Create(0L, 1)).As<double, T>();
    }
}
