using TorchSharp;

namespace Cdarts.Engine.Native;

/// <summary>Prepares the process for LibTorch and loads it. Thread-safe.</summary>
public static class NativeRuntime
{
    /// <summary>Version of LibTorch that this build was made for.</summary>
    internal const string LibTorchVersion = "2.10";

    private const string Glue = "libLibTorchSharp.so";

    private static readonly Lazy<bool> Loaded = new(Load, LazyThreadSafetyMode.ExecutionAndPublication);

    // What is worth showing of what LibTorch brings along.
    private static readonly string[] Shown = ["libtorch_cpu", "libtorch_cuda", "libLibTorchSharp", "libcudart", "libcudnn.so", "libnccl"];

    /// <summary>
    /// Sets what native code reads from the environment, sets up the allocator, loads LibTorch and silences NNPACK. The variable <c>CDARTS_LIBTORCH</c> names
    /// the folder of another LibTorch than the program's own, for example that of an installed PyTorch.
    /// Must run before any other use of TorchSharp; further calls do nothing.
    /// </summary>
    /// <exception cref="CdartsException">LibTorch cannot be loaded.</exception>
    public static void Initialize() => _ = Loaded.Value;

    /// <summary>Files of LibTorch, CUDA and NCCL that are in this process's memory.</summary>
    public static IReadOnlyList<string> LoadedFiles() =>
        [.. MappedLibraries.All().Where(path => Shown.Any(name => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal)))];

    private static bool Load()
    {
        NativeSettings.Apply();
        LibTorchFolder folder = LibTorchFolder.Choose(Environment.GetEnvironmentVariable(LibTorchFolder.Variable));
        try
        {
            folder.Load(Path.Combine(AppContext.BaseDirectory, Glue));
            _ = torch.__version__;
            NnPack.Disable();
            return true;
        }
        catch (Exception problem) when (problem is DllNotFoundException or NotSupportedException or BadImageFormatException
                                        or EntryPointNotFoundException or TypeInitializationException)
        {
            throw new CdartsException(
                $"LibTorch cannot be loaded from {folder.Path}: {Innermost(problem).Message.ReplaceLineEndings(" ")} "
                + "Build again on this machine (linux-x64, glibc 2.34 or newer), or run 'cdarts doctor'.",
                problem);
        }
    }

    private static Exception Innermost(Exception problem) => problem.InnerException is { } inner ? Innermost(inner) : problem;
}
