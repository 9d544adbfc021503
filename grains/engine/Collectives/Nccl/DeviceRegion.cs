using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>Elements of a tensor, where its device has them. Valid while the tensor lives.</summary>
/// <param name="Address">Of the first element, of a view the view's first.</param>
/// <param name="Count">Number of elements.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Type">Their type.</param>
internal readonly partial record struct DeviceRegion(nint Address, nuint Count, nuint Bytes, ScalarType Type)
{
    /// <exception cref="ArgumentException">The tensor is not contiguous.</exception>
    internal static DeviceRegion Of(Tensor tensor) => tensor.is_contiguous()
        ? new DeviceRegion(Data(tensor.Handle), (nuint)tensor.NumberOfElements, (nuint)(tensor.NumberOfElements * tensor.ElementSize), tensor.dtype)
        : throw new ArgumentException("A region of a collective call must be contiguous.", nameof(tensor));

    /// <summary>Of all tensors but empty ones.</summary>
    internal static DeviceRegion[] Of(IReadOnlyList<Tensor> tensors) => [.. tensors.Select(Of).Where(region => region.Count > 0)];

    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_data")]
    private static partial nint Data(nint tensor);
}
