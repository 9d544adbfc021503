using System.Runtime.InteropServices;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>Memory outside the managed heap that grows when more is needed, aligned to 64 bytes. Belongs to one thread.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private byte* _memory;
    private long _size;

    ~NativeBuffer() => Free();

    /// <summary>The memory, at least so long; what it held is lost if it has to grow.</summary>
    internal nint AtLeast(long bytes)
    {
        if (bytes > _size)
        {
            Free();
            _memory = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, 64);
            _size = bytes;
        }

        return (nint)_memory;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
        _size = 0;
    }
}
