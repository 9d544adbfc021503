using System.Numerics;
using System.Runtime.Intrinsics;

namespace Cdarts.Engine.Kernels;

/// <summary>Picks the vector width for a geometry and calls the kernel compiled for it.</summary>
internal static unsafe class PlaneKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The geometry of the widest vectors, unless narrower ones do with no more of them.</summary>
    internal static PlaneGeometry Geometry(int rows, int columns, int halo, int rowStep, long samples)
    {
        PlaneGeometry geometry = new(rows, columns, halo, rowStep, samples, Vector128<T>.Count);
        if (Vector256.IsHardwareAccelerated)
        {
            geometry = Better(geometry, new PlaneGeometry(rows, columns, halo, rowStep, samples, Vector256<T>.Count));
        }

        if (Vector512.IsHardwareAccelerated)
        {
            geometry = Better(geometry, new PlaneGeometry(rows, columns, halo, rowStep, samples, Vector512<T>.Count));
        }

        return geometry;
    }

    /// <inheritdoc cref="PlaneConvolution{T, TVector, TSimd}.Convolve"/>
    internal static void Convolve(
        in PlaneGeometry geometry, int rowStep, T* input, ReadOnlySpan<PlacedStrip> strips, T* weights, T* output, int outputPitch)
    {
        if (geometry.VectorWidth == Vector512<T>.Count)
        {
            PlaneConvolution<T, Vector512<T>, Simd512<T>>.Convolve(in geometry, rowStep, input, strips, weights, output, outputPitch);
        }
        else if (geometry.VectorWidth == Vector256<T>.Count)
        {
            PlaneConvolution<T, Vector256<T>, Simd256<T>>.Convolve(in geometry, rowStep, input, strips, weights, output, outputPitch);
        }
        else
        {
            PlaneConvolution<T, Vector128<T>, Simd128<T>>.Convolve(in geometry, rowStep, input, strips, weights, output, outputPitch);
        }
    }

    /// <inheritdoc cref="PlaneCorrelation{T, TVector, TSimd}.Correlate"/>
    internal static void Correlate(
        in PlaneGeometry geometry, int rowStep, T* input, T* gradient, ReadOnlySpan<PlacedStrip> strips, T* sums)
    {
        if (geometry.VectorWidth == Vector512<T>.Count)
        {
            PlaneCorrelation<T, Vector512<T>, Simd512<T>>.Correlate(in geometry, rowStep, input, gradient, strips, sums);
        }
        else if (geometry.VectorWidth == Vector256<T>.Count)
        {
            PlaneCorrelation<T, Vector256<T>, Simd256<T>>.Correlate(in geometry, rowStep, input, gradient, strips, sums);
        }
        else
        {
            PlaneCorrelation<T, Vector128<T>, Simd128<T>>.Correlate(in geometry, rowStep, input, gradient, strips, sums);
        }
    }

    /// <summary>Sum of one vector of partial sums.</summary>
    internal static T Sum(in PlaneGeometry geometry, T* vector) =>
        geometry.VectorWidth == Vector512<T>.Count ? Vector512.Sum(Vector512.Load(vector))
        : geometry.VectorWidth == Vector256<T>.Count ? Vector256.Sum(Vector256.Load(vector))
        : Vector128.Sum(Vector128.Load(vector));

    private static PlaneGeometry Better(PlaneGeometry narrow, PlaneGeometry wide) =>
        wide.VectorsPerSample < narrow.VectorsPerSample ? wide : narrow;
}
