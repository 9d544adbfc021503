using System.Runtime.InteropServices;
using Cdarts.Engine.Native;
using Cdarts.Engine.Tests.Diagnostics;

namespace Cdarts.Engine.Tests.Native;

/// <summary>Settings must reach native code: .NET's own environment is a copy that it does not see.</summary>
public static partial class NativeSettingsTests
{
    internal static void WriteNativeEnvironment(string path)
    {
        NativeRuntime.Initialize();
        File.WriteAllLines(path, NativeSettings.Variables.Keys.Select(name => $"{name}={Native(name)}"));
    }

    [Fact]
    public static async Task A_process_gets_the_settings()
    {
        using Checkpoints.TemporaryFolder folder = new();
        Assert.Equal((0, ""), await ChildProcess.Run(WriteNativeEnvironment, folder.In("seen"), ""));
        Assert.Equal(["OMP_WAIT_POLICY=passive", "ONEDNN_MAX_CPU_ISA=AVX512_CORE"], File.ReadAllLines(folder.In("seen")));
    }

    [Fact]
    public static async Task What_the_user_has_set_stays()
    {
        using Checkpoints.TemporaryFolder folder = new();
        string? before = Environment.GetEnvironmentVariable("OMP_WAIT_POLICY");
        try
        {
            // Children inherit .NET's copy.
            Environment.SetEnvironmentVariable("OMP_WAIT_POLICY", "active");
            Assert.Equal((0, ""), await ChildProcess.Run(WriteNativeEnvironment, folder.In("seen"), ""));
        }
        finally
        {
            Environment.SetEnvironmentVariable("OMP_WAIT_POLICY", before);
        }

        Assert.Contains("OMP_WAIT_POLICY=active", File.ReadAllLines(folder.In("seen")));
    }

    private static string? Native(string name) => Marshal.PtrToStringUTF8(GetEnv(name));

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetEnv(string name);
}
