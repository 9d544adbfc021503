using System.Runtime.InteropServices;

namespace Cdarts.Engine.Native;

/// <summary>
/// Switches NNPACK off: on processors that it does not know, LibTorch 2.10 writes a warning line for every small convolution.
/// TorchSharp binds no such call, so LibTorch's exported C++ functions are called by their mangled names.
/// </summary>
internal static partial class NnPack
{
    internal static void Disable() => SetUserEnabledNnPack(GlobalContext(), 0);

    [LibraryImport("torch_cpu", EntryPoint = "_ZN2at13globalContextEv")]
    private static partial nint GlobalContext();

    [LibraryImport("torch_cpu", EntryPoint = "_ZN2at7Context20setUserEnabledNNPACKEb")]
    private static partial void SetUserEnabledNnPack(nint context, byte enabled);
}
