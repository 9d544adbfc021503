using System.Diagnostics;
using System.Runtime.InteropServices;
using Cdarts.Engine.Collectives.Nccl;

namespace Cdarts.Engine.Tests.Collectives.Nccl;

/// <summary>What the stand-in can be made to do wrong, for one rank.</summary>
public enum StandInFault
{
    HangInit,
    HangCall,
    HangEnqueue,
    HangAbort,
    Error,
    Refuse,

    /// <summary>Number of the call, from 1, at which <see cref="HangCall"/>, <see cref="HangEnqueue"/>, <see cref="Error"/> and <see cref="Refuse"/> strike.</summary>
    AtCall,
    SlowMicroseconds,
}

/// <summary>The stand-in for libnccl.so.2 that lies beside this file as C, built with gcc into a temporary folder. Without gcc its tests are skipped.</summary>
public sealed class NcclStandIn : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cdarts-nccl-").FullName;
    private readonly string? _whyNot;

    public NcclStandIn() => _whyNot = Build(LibraryPath, "22705");

    public string LibraryPath => Path.Combine(_folder, "libnccl.so.2");

    /// <summary>The library, or the test is skipped.</summary>
    internal NcclLibrary Load()
    {
        Require();
        Reset();
        return NcclLibrary.Load(LibraryPath);
    }

    /// <summary>Another file of the same library that says it is of another version.</summary>
    internal string OfVersion(string version)
    {
        Require();
        string path = Path.Combine(_folder, $"libnccl-{version}.so.2");
        Assert.Null(File.Exists(path) ? null : Build(path, version));
        return path;
    }

    /// <summary>The stand-in for the CUDA runtime.</summary>
    internal string CudaRuntime()
    {
        Require();
        string path = Path.Combine(_folder, "libcudart.so.12");
        Assert.Null(File.Exists(path) ? null : Build(path, "0", "cudart_standin.c"));
        return path;
    }

    internal void Require() => Skip.If(_whyNot is not null, _whyNot);

    internal unsafe void Set(StandInFault fault, int rank, long value) => ((delegate* unmanaged<int, int, long, void>)Export("standin_set"))((int)fault, rank, value);

    internal unsafe void Reset() => ((delegate* unmanaged<void>)Export("standin_reset"))();

    internal unsafe nuint ConfigLayout(int field) => ((delegate* unmanaged<int, nuint>)Export("standin_config_layout"))(field);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string? Build(string output, string version, string name = "nccl_standin.c")
    {
        string source = Path.Combine(AppContext.BaseDirectory, "Collectives", "Nccl", name);
        ProcessStartInfo start = new("gcc", ["-O2", "-shared", "-fPIC", $"-DSTANDIN_VERSION={version}", "-o", output, source, "-lpthread", "-lrt"]) { RedirectStandardError = true };
        try
        {
            using Process gcc = Process.Start(start)!;
            string errors = gcc.StandardError.ReadToEnd();
            gcc.WaitForExit();
            return gcc.ExitCode == 0 ? null : throw new InvalidOperationException($"gcc cannot build {source}: {errors}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "gcc is not installed: the NCCL layer is tested against a stand-in library that is built with it (apt-get install gcc libc6-dev)";
        }
    }

    private nint Export(string name) => NativeLibrary.GetExport(NativeLibrary.Load(LibraryPath), name);
}
