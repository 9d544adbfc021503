using System.Numerics;
using System.Runtime.Intrinsics;

namespace Cdarts.Engine.Kernels;

/// <summary>Calls the max pooling kernel compiled for a geometry's vector width.</summary>
internal static unsafe class MaximumKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc cref="MaximumKernel{T, TVector, TSimd}.Values"/>
    internal static void Values(in PlaneGeometry geometry, T* input, int* offsets, T* output, int outputPitch)
    {
        if (geometry.VectorWidth == Vector512<T>.Count)
        {
            MaximumKernel<T, Vector512<T>, Simd512<T>>.Values(in geometry, input, offsets, output, outputPitch);
        }
        else if (geometry.VectorWidth == Vector256<T>.Count)
        {
            MaximumKernel<T, Vector256<T>, Simd256<T>>.Values(in geometry, input, offsets, output, outputPitch);
        }
        else
        {
            MaximumKernel<T, Vector128<T>, Simd128<T>>.Values(in geometry, input, offsets, output, outputPitch);
        }
    }

    /// <inheritdoc cref="MaximumKernel{T, TVector, TSimd}.Places"/>
    internal static void Places(in PlaneGeometry geometry, T* input, int* offsets, T* first, T* taps)
    {
        if (geometry.VectorWidth == Vector512<T>.Count)
        {
            MaximumKernel<T, Vector512<T>, Simd512<T>>.Places(in geometry, input, offsets, first, taps);
        }
        else if (geometry.VectorWidth == Vector256<T>.Count)
        {
            MaximumKernel<T, Vector256<T>, Simd256<T>>.Places(in geometry, input, offsets, first, taps);
        }
        else
        {
            MaximumKernel<T, Vector128<T>, Simd128<T>>.Places(in geometry, input, offsets, first, taps);
        }
    }

    /// <inheritdoc cref="MaximumKernel{T, TVector, TSimd}.Gradient"/>
    internal static void Gradient(
        in PlaneGeometry geometry, T* taps, T* gradient, ReadOnlySpan<PlacedWindow> windows, T* output, int outputPitch)
    {
        if (geometry.VectorWidth == Vector512<T>.Count)
        {
            MaximumKernel<T, Vector512<T>, Simd512<T>>.Gradient(in geometry, taps, gradient, windows, output, outputPitch);
        }
        else if (geometry.VectorWidth == Vector256<T>.Count)
        {
            MaximumKernel<T, Vector256<T>, Simd256<T>>.Gradient(in geometry, taps, gradient, windows, output, outputPitch);
        }
        else
        {
            MaximumKernel<T, Vector128<T>, Simd128<T>>.Gradient(in geometry, taps, gradient, windows, output, outputPitch);
        }
    }
}
