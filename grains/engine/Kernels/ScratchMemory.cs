using System.Runtime.InteropServices;

namespace Cdarts.Engine.Kernels;

/// <summary>Memory outside of the managed heap, zeroed and aligned to a cache line. Not thread-safe.</summary>
internal sealed unsafe class ScratchMemory<T> : IDisposable
    where T : unmanaged
{
    private const nuint CacheLine = 64;
    private T* _memory;
    private nint _used;

    internal ScratchMemory(nint elements)
    {
        // A cache line more for each part that starts on one.
        nuint bytes = ((nuint)elements * (nuint)sizeof(T)) + (8 * CacheLine);
        _memory = (T*)NativeMemory.AlignedAlloc(bytes, CacheLine);
        NativeMemory.Clear(_memory, bytes);
    }

    /// <summary>Takes the next part; the parts together must not be longer than the memory.</summary>
    internal T* Take(nint elements)
    {
        T* part = _memory + _used;
        nint line = (nint)CacheLine / sizeof(T);
        _used += (elements + line - 1) / line * line;
        return part;
    }

    /// <summary>Cells live as long as their networks, which nobody disposes.</summary>
    ~ScratchMemory() => NativeMemory.AlignedFree(_memory);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
        GC.SuppressFinalize(this);
    }
}
