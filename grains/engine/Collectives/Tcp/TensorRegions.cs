using Cdarts.Engine.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>The memory of tensors that take part in a call.</summary>
internal static unsafe class TensorRegions
{
    /// <summary>Whether a tensor's memory is this process's own.</summary>
    internal static bool IsOnHost(Tensor tensor) => tensor.device_type == DeviceType.CPU;

    /// <summary>Whether all are; an index, since an enumerator would be allocated.</summary>
    internal static bool AreOnHost(IReadOnlyList<Tensor> regions)
    {
        for (int i = 0; i < regions.Count; i++)
        {
            if (!IsOnHost(regions[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Adds a tensor's memory.</summary>
    /// <exception cref="ArgumentException">It is not contiguous.</exception>
    internal static void Add(Segments segments, Tensor tensor)
    {
        Require(tensor);
        long elements = tensor.NumberOfElements;
        if (elements > 0)
        {
            segments.Add((nint)TensorMemory.Pointer(tensor), elements * tensor.ElementSize);
        }
    }

    /// <exception cref="ArgumentException">The tensor is not contiguous.</exception>
    internal static void Require(Tensor tensor)
    {
        if (!tensor.is_contiguous())
        {
            throw new ArgumentException("A collective call takes contiguous tensors.", nameof(tensor));
        }
    }

    /// <summary>A contiguous tensor's memory.</summary>
    internal static Section Section(Tensor tensor)
    {
        long elements = tensor.NumberOfElements;
        return elements == 0 ? default : Tcp.Section.At((nint)TensorMemory.Pointer(tensor), elements * tensor.ElementSize);
    }

    /// <summary>Runs a call on copies in this process's memory, and copies back.</summary>
    internal static void OnCopies(IReadOnlyList<Tensor> regions, Action<IReadOnlyList<Tensor>> call)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor[] copies = [.. regions.Select(region => region.cpu())];
        call(copies);
        for (int i = 0; i < copies.Length; i++)
        {
            regions[i].copy_(copies[i]);
        }
    }
}
