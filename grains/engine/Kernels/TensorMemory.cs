using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Cdarts.Engine.Kernels;

/// <summary>Addresses of tensors' elements.</summary>
internal static unsafe class TensorMemory
{
    /// <summary>
    /// The first element of a contiguous CPU tensor; of a view into a larger tensor, the view's first. Valid while the tensor lives.
    /// </summary>
    internal static void* Pointer(Tensor tensor)
    {
        if (tensor.NumberOfElements * tensor.ElementSize <= int.MaxValue)
        {
            return Address(tensor);
        }

        // A span cannot be longer than an int; a view of the first element starts at the same place.
        using Tensor flat = tensor.view(-1);
        using Tensor first = flat.narrow(0, 0, 1);
        return Address(first);
    }

    private static void* Address(Tensor tensor) => Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
}
