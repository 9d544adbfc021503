using System.Runtime.InteropServices;
using Cdarts.Engine.Native;

namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>
/// The few functions of the CUDA runtime that TorchSharp does not give. It must be the very library that LibTorch uses, which carries a hash in its file name:
/// the one that is loaded, else the one beside <c>libtorch_cuda.so</c>, else the system's.
/// </summary>
internal sealed unsafe class CudaRuntime(NativeExports exports)
{
    private const int NotReady = 600;
    private const uint DisableTiming = 2;
    private const nint DefaultStream = 0;

    private nint _setDevice, _create, _record, _query, _destroy, _errorString, _memory;

    /// <exception cref="CdartsException">There is none.</exception>
    internal static CudaRuntime Load()
    {
        string[] names = [.. new[] { MappedLibraries.Find("libcudart") ?? BesideTorch(), "libcudart.so.12" }.OfType<string>()];
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint handle))
            {
                return new CudaRuntime(new NativeExports(handle, name));
            }
        }

        throw new CdartsException(
            $"The CUDA runtime cannot be loaded (tried {string.Join(", ", names)}): build with -p:CdartsBackend=cuda, or install the CUDA 12 runtime.");
    }

    internal void SetDevice(int device) =>
        Check(((delegate* unmanaged<int, int>)exports.Find(ref _setDevice, "cudaSetDevice"))(device), "cudaSetDevice");

    /// <summary>Free and total memory of a device, in bytes; makes it the calling thread's device.</summary>
    internal (long Free, long Total) Memory(int device)
    {
        SetDevice(device);
        nuint free = 0, total = 0;
        Check(((delegate* unmanaged<nuint*, nuint*, int>)exports.Find(ref _memory, "cudaMemGetInfo"))(&free, &total), "cudaMemGetInfo");
        return ((long)free, (long)total);
    }

    internal nint CreateEvent()
    {
        nint created = 0;
        Check(((delegate* unmanaged<nint*, uint, int>)exports.Find(ref _create, "cudaEventCreateWithFlags"))(&created, DisableTiming), "cudaEventCreateWithFlags");
        return created;
    }

    internal void RecordEvent(nint @event) =>
        Check(((delegate* unmanaged<nint, nint, int>)exports.Find(ref _record, "cudaEventRecord"))(@event, DefaultStream), "cudaEventRecord");

    internal bool QueryEvent(nint @event)
    {
        int result = ((delegate* unmanaged<nint, int>)exports.Find(ref _query, "cudaEventQuery"))(@event);
        if (result == NotReady)
        {
            return false;
        }

        Check(result, "cudaEventQuery");
        return true;
    }

    /// <summary>Its result does not matter: a device that has failed has no events.</summary>
    internal void DestroyEvent(nint @event) => _ = ((delegate* unmanaged<nint, int>)exports.Find(ref _destroy, "cudaEventDestroy"))(@event);

    private static string? BesideTorch() => MappedLibraries.Find("libtorch_cuda.so") is { } torch && Path.GetDirectoryName(torch) is { } folder
        ? Directory.EnumerateFiles(folder, "libcudart*.so*").Order(StringComparer.Ordinal).FirstOrDefault()
        : null;

    private void Check(int result, string function)
    {
        if (result != 0)
        {
            string text = Marshal.PtrToStringUTF8(((delegate* unmanaged<int, nint>)exports.Find(ref _errorString, "cudaGetErrorString"))(result)) ?? "unknown error";
            throw new CdartsException($"CUDA failed in {function}: {text} (error {result}); the process cannot use this GPU again, so start it anew.");
        }
    }
}
