using System.Net;

namespace Cdarts.Grains.Hosting;

/// <summary>Where a silo's collectives listen, and what they load.</summary>
public sealed class DataPlaneOptions
{
    /// <summary>Address at which other silos reach this one. Default loopback.</summary>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>First port that collectives may listen on; 0 (default) = any free one.</summary>
    public int FirstPort { get; set; }

    /// <summary>Last port that collectives may listen on; 0 (default) = any free one.</summary>
    public int LastPort { get; set; }

    /// <summary>File of the NCCL library; null (default) = <c>libnccl.so.2</c> as the system finds it, then what LibTorch exports.</summary>
    public string? NcclLibrary { get; set; }
}
