using System.Runtime.InteropServices;

namespace Cdarts.Engine.Collectives.Nccl;

/// <summary>
/// ncclConfig_t as of NCCL 2.18, its first 48 bytes. Later versions only add to it: a library copies as many bytes as <see cref="Size"/> says, and takes its
/// defaults for whatever is newer than <see cref="Version"/>, so these bytes are right for 2.18 and all later versions.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NcclConfig
{
    /// <summary>NCCL 2.18.0, in its own counting: major x 10000 + minor x 100 + patch.</summary>
    internal const int OldestVersion = 21800;

    private const int Undefined = int.MinValue;

    internal nuint Size;
    internal uint Magic;
    internal uint Version;
    internal int Blocking;
    internal int CgaClusterSize;
    internal int MinCtas;
    internal int MaxCtas;
    internal nint NetName;
    internal int SplitShare;

    /// <summary>Padding until 2.26.</summary>
    internal int TrafficClass;

    /// <summary>All defaults, but calls do not block.</summary>
    internal static NcclConfig NonBlocking() => new()
    {
        Size = (nuint)Marshal.SizeOf<NcclConfig>(),
        Magic = 0xcafebeef,
        Version = OldestVersion,
        Blocking = 0,
        CgaClusterSize = Undefined,
        MinCtas = Undefined,
        MaxCtas = Undefined,
        NetName = 0,
        SplitShare = Undefined,
        TrafficClass = Undefined,
    };
}
