using System.Runtime.InteropServices;
using Cdarts.Engine.Native;

namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>
/// The NCCL library of this process: the configured one, else <c>libnccl.so.2</c>, else the one inside the <c>libtorch_cuda.so</c> that is loaded. All replicas
/// of a group must have the same version. Thread-safe.
/// </summary>
internal sealed class NcclLibrary
{
    private const string SystemName = "libnccl.so.2";
    private const string TorchName = "libtorch_cuda.so";
    private const string WhatToDo = "install NCCL 2.18 or later (package libnccl2), configure the path of its library, or set the collective backend to tcp";

    private NcclLibrary(NativeExports exports, int version)
    {
        Functions = new NcclFunctions(exports);
        Version = version;
        Description = $"NCCL {NcclVersion.Text(version)} ({exports.Description})";
    }

    /// <summary>Its functions.</summary>
    internal NcclFunctions Functions { get; }

    /// <summary>In NCCL's counting: 22705 is 2.27.5.</summary>
    internal int Version { get; }

    /// <summary>Which library this is, and of which version.</summary>
    internal string Description { get; }

    /// <summary>Loads the library.</summary>
    /// <param name="path">The configured path; null if none is.</param>
    /// <exception cref="CdartsException">There is none, or it is too old.</exception>
    internal static NcclLibrary Load(string? path) => Load(path, SystemName, MappedLibraries.Find(TorchName));

    /// <summary>Loads the library, with all places to look given.</summary>
    internal static NcclLibrary Load(string? path, string systemName, string? torchPath)
    {
        if (path is not null)
        {
            return Open(Configured(path), path);
        }

        if (NativeLibrary.TryLoad(systemName, out nint handle))
        {
            return Open(handle, systemName);
        }

        if (torchPath is null)
        {
            throw new CdartsException($"NCCL cannot be loaded: there is no {systemName}, and no {TorchName} is loaded; {WhatToDo}.");
        }

        return NativeLibrary.TryLoad(torchPath, out handle) && NativeLibrary.TryGetExport(handle, "ncclAllReduce", out _)
            ? Open(handle, torchPath)
            : throw new CdartsException($"NCCL cannot be loaded: there is no {systemName}, and {torchPath} exports no NCCL; {WhatToDo}.");
    }

    private static nint Configured(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception problem) when (problem is DllNotFoundException or BadImageFormatException)
        {
            string cause = problem.Message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
            throw new CdartsException($"The configured NCCL library {path} cannot be loaded ({cause}); {WhatToDo}.", problem);
        }
    }

    private static NcclLibrary Open(nint handle, string name)
    {
        NativeExports exports = new(handle, name);
        NcclResult result = new NcclFunctions(exports).GetVersion(out int version);
        if (result != NcclResult.Success)
        {
            throw new CdartsException($"{name} does not tell its NCCL version ({NcclErrors.Name(result)}); {WhatToDo}.");
        }

        return version >= NcclConfig.OldestVersion
            ? new NcclLibrary(exports, version)
            : throw new CdartsException($"{name} is NCCL {NcclVersion.Text(version)}, which is too old; {WhatToDo}.");
    }
}
