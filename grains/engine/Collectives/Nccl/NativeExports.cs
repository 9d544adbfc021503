using System.Runtime.InteropServices;

namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>The functions that a loaded library exports, each found when it is first called. Thread-safe.</summary>
/// <param name="handle">The loaded library.</param>
/// <param name="description">What it is, for messages.</param>
internal sealed class NativeExports(nint handle, string description)
{
    /// <summary>What the library is, for messages.</summary>
    internal string Description => description;

    /// <summary>Gives the address kept in <paramref name="slot"/>, or finds it.</summary>
    /// <exception cref="CdartsException">The library has no such function.</exception>
    internal nint Find(ref nint slot, string name)
    {
        if (slot == 0)
        {
            slot = NativeLibrary.TryGetExport(handle, name, out nint address)
                ? address
                : throw new CdartsException($"{description} has no function {name}: it is damaged or too old.");
        }

        return slot;
    }
}
