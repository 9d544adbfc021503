using System.Runtime.InteropServices;
using TorchSharp;

namespace Cdarts.Engine.Native;

/// <summary>Prepares the process for LibTorch and loads it. Thread-safe.</summary>
public static class NativeRuntime
{
    private static readonly Lazy<bool> Loaded = new(Load, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>
    /// Sets what native code reads from the environment, sets up the allocator, loads LibTorch and silences NNPACK.
    /// Must run before any other use of TorchSharp; further calls do nothing.
    /// </summary>
    /// <exception cref="CdartsException">LibTorch cannot be loaded.</exception>
    public static void Initialize() => _ = Loaded.Value;

    /// <summary>Directory of the native files that were loaded, or null where the system found them.</summary>
    public static string? Directory { get; private set; }

    private static bool Load()
    {
        NativeSettings.Apply();
        try
        {
            LoadFromApplicationFolder();
            _ = torch.__version__;
            NnPack.Disable();
            return true;
        }
        catch (Exception problem) when (problem is DllNotFoundException or NotSupportedException or BadImageFormatException
                                        or EntryPointNotFoundException or TypeInitializationException)
        {
            throw new CdartsException(
                $"LibTorch cannot be loaded from {AppContext.BaseDirectory}: {Innermost(problem).Message.ReplaceLineEndings(" ")} "
                + "Build again on this machine (linux-x64, glibc 2.34 or newer), or run 'cdarts doctor'.",
                problem);
        }
    }

    /// <summary>
    /// By full path, dependencies first: TorchSharp's own search would otherwise fall back to copying half a gigabyte beside the program when
    /// one file is missing, and report that in place of the cause.
    /// </summary>
    private static void LoadFromApplicationFolder()
    {
        foreach (string file in (string[])["libtorch_cpu.so", "libtorch.so", "libLibTorchSharp.so"])
        {
            string path = Path.Combine(AppContext.BaseDirectory, file);
            if (File.Exists(path))
            {
                NativeLibrary.Load(path);
                Directory = AppContext.BaseDirectory;
            }
        }
    }

    private static Exception Innermost(Exception problem) => problem.InnerException is { } inner ? Innermost(inner) : problem;
}
