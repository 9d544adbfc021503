using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Kernels;

/// <summary>The widths and element types that the kernels have. Widths that the processor lacks are slow there, but not absent.</summary>
internal static class LaneWidths
{
    internal static IReadOnlyList<int> Of<T>()
        where T : unmanaged => [Vector128<T>.Count, Vector256<T>.Count, Vector512<T>.Count];

    internal static ScalarType Type<T>()
        where T : unmanaged => typeof(T) == typeof(float) ? ScalarType.Float32 : ScalarType.Float64;
}
