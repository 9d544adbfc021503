using System.Runtime.InteropServices;

namespace Cdarts.Engine.Native;

/// <summary>
/// A folder with the LibTorch to use: the program's own, or that of a PyTorch which is installed on the machine, so that six gigabytes of CUDA packages need
/// not be carried along.
/// </summary>
/// <param name="path">Folder of the libraries.</param>
/// <param name="isForeign">Whether it is another program's.</param>
internal sealed class LibTorchFolder(string path, bool isForeign)
{
    /// <summary>Names a folder: <c>.../torch/lib</c> of PyTorch, or <c>.../torch</c>.</summary>
    internal const string Variable = "CDARTS_LIBTORCH";

    private const string Needed = "libtorch_cpu.so";

    // A marker of newer C++ compilers that nothing calls; the build makes the need of its version weak, since older systems do not have it.
    private const string Marker = "_ZSt21ios_base_library_initv";

    // Dependencies first; those of CUDA are missing in a build for the CPU.
    private static readonly string[] Libraries = ["libc10.so", Needed, "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so"];

    /// <summary>Folder of the libraries.</summary>
    internal string Path => path;

    /// <summary>The folder that the variable names, else the program's own.</summary>
    /// <exception cref="CdartsException">The variable names no folder with LibTorch, or this build carries none.</exception>
    internal static LibTorchFolder Choose(string? variable)
    {
        if (string.IsNullOrEmpty(variable))
        {
            return Own();
        }

        string? found = new[] { variable, System.IO.Path.Combine(variable, "lib") }.FirstOrDefault(folder => File.Exists(System.IO.Path.Combine(folder, Needed)));
        return found is null
            ? throw new CdartsException($"{Variable} names '{variable}', where there is no {Needed}: give the folder torch/lib of PyTorch {NativeRuntime.LibTorchVersion}, or unset it.")
            : new(System.IO.Path.GetFullPath(found), true);
    }

    /// <summary>Loads LibTorch and then the glue library that binds it to .NET.</summary>
    /// <param name="glue">File of the glue library.</param>
    /// <exception cref="CdartsException">This LibTorch lacks something that the glue library calls.</exception>
    internal void Load(string glue)
    {
        // By full path, dependencies first: TorchSharp's own search would otherwise fall back to copying half a gigabyte beside the program when one file is
        // missing, and report that in place of the cause. Its loading by name finds what is loaded.
        List<nint> loaded = [];
        foreach (string library in Libraries.Select(name => System.IO.Path.Combine(path, name)).Where(File.Exists))
        {
            loaded.Add(NativeLibrary.Load(library));
        }

        if (File.Exists(glue))
        {
            if (isForeign)
            {
                Require(glue, loaded);
            }

            NativeLibrary.Load(glue);
        }
    }

    private static LibTorchFolder Own()
    {
        // A program without a runtime identifier has its natives in folders of packages.
        string[] places = [AppContext.BaseDirectory, System.IO.Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native")];
        return places.FirstOrDefault(folder => File.Exists(System.IO.Path.Combine(folder, Needed))) is { } found
            ? new(found, false)
            : throw new CdartsException($"This build carries no LibTorch: set {Variable} to the folder torch/lib of an installed PyTorch {NativeRuntime.LibTorchVersion}.");
    }

    private void Require(string glue, IReadOnlyList<nint> loaded)
    {
        string[] missing = [.. ElfSymbols.Undefined(glue)
            .Where(symbol => symbol != Marker && !loaded.Any(library => NativeLibrary.TryGetExport(library, symbol, out _)))
            .Order(StringComparer.Ordinal)];
        if (missing.Length > 0)
        {
            throw new CdartsException(
                $"The LibTorch in {path} (from {Variable}) lacks {missing.Length} function(s) that are called, {string.Join(", ", missing.Take(3))}{(missing.Length > 3 ? ", ..." : "")}: "
                + $"use that of PyTorch {NativeRuntime.LibTorchVersion}, or unset {Variable}.");
        }
    }
}
