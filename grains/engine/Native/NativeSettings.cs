using System.Runtime.InteropServices;

namespace Cdarts.Engine.Native;

/// <summary>What LibTorch, OpenMP, oneDNN and the C allocator are told before they are loaded or used.</summary>
internal static partial class NativeSettings
{
    // malloc.h
    private const int TrimThreshold = -1, TopPad = -2, MmapThreshold = -3, ArenaMax = -8;

    /// <summary>Environment variables that are set unless the user has set them.</summary>
    internal static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>
    {
        // Idle OpenMP threads sleep: spinning ones starve the threads that work when cores are shared.
        ["OMP_WAIT_POLICY"] = "passive",

        // LibTorch 2.10's oneDNN computes wrong gradients of some bfloat16 depthwise convolutions above this instruction set.
        ["ONEDNN_MAX_CPU_ISA"] = "AVX512_CORE",
    };

    /// <summary>
    /// Applies the settings through libc: <see cref="Environment.SetEnvironmentVariable(string, string)"/> changes a managed copy that native code
    /// does not see.
    /// </summary>
    internal static void Apply()
    {
        foreach ((string name, string value) in Variables)
        {
            _ = SetEnv(name, value, overwrite: 0);
        }

        // Activations are megabytes, allocated and freed in every step: keep them in one heap that does not shrink, instead of asking the
        // kernel for fresh zeroed pages each time. 32 MiB is the largest threshold that glibc takes.
        _ = MallOpt(ArenaMax, 1);
        _ = MallOpt(MmapThreshold, 32 << 20);
        _ = MallOpt(TrimThreshold, int.MaxValue);
        _ = MallOpt(TopPad, 64 << 20);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnv(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);
}
