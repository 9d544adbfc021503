using Cdarts.Architecture.Tests.Reading;

namespace Cdarts.Architecture.Tests.Native;

/// <summary>The targets file that gives executables their LibTorch, and the glue library in the package cache that it works on.</summary>
internal static class NativeTargets
{
    public const string GlueName = "libLibTorchSharp.so";

    public static string File => Repository.In("grains", "engine", "Native", "build", "Cdarts.Native.targets");

    /// <summary>The glue as its package brought it.</summary>
    public static string PackagedGlue =>
        Path.Combine(Room.Client.Graph.FolderOf("TorchSharp"), "runtimes", "linux-x64", "native", GlueName);
}
