using System.Net;
using Cdarts.Silo.Redis;
using Microsoft.Extensions.Logging;

namespace Cdarts.Silo.Commands;

/// <summary>Who keeps in mind where each grain lives.</summary>
internal enum GrainDirectoryKind
{
    /// <summary>Strongly consistent over a membership change: survivors keep their activations when a silo dies.</summary>
    Distributed,

    /// <summary>Orleans' older directory.</summary>
    Default,
}

/// <summary>What a silo is started with, checked.</summary>
internal sealed record SiloSettings
{
    /// <summary>Name of all devices of the machine.</summary>
    public const string AllDevices = "all";

    /// <summary>Port of the first silo of a cluster without Redis.</summary>
    public const int DefaultPrimaryPort = 11111;

    /// <summary>Gateway port of the first silo of a cluster without Redis, where consoles look for it.</summary>
    public const int DefaultGatewayPort = 30000;

    /// <summary>Redis that holds membership, grain state and reminders; null = localhost clustering.</summary>
    public RedisAddress? Redis { get; init; }

    /// <summary>Name of the cluster.</summary>
    public required string Cluster { get; init; }

    /// <summary><c>cpu</c>, <c>cuda:N</c> or <see cref="AllDevices"/>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Address at which other silos and consoles reach this one.</summary>
    public IPAddress Advertise { get; init; } = IPAddress.Loopback;

    /// <summary>Name that was asked for, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Port for other silos; null = chosen.</summary>
    public int? SiloPort { get; init; }

    /// <summary>Port for consoles; null = chosen.</summary>
    public int? GatewayPort { get; init; }

    /// <summary>Silo port of the first silo, where there is no Redis.</summary>
    public int PrimaryPort { get; init; } = DefaultPrimaryPort;

    /// <summary>Ports of collectives.</summary>
    public PortRange DataPorts { get; init; } = PortRange.Any;

    /// <summary>NCCL library, or null.</summary>
    public string? NcclLibrary { get; init; }

    /// <summary>Pool threads that are kept ready, or null.</summary>
    public int? Threads { get; init; }

    /// <summary>Least severe message on standard error.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Grain directory.</summary>
    public GrainDirectoryKind Directory { get; init; } = GrainDirectoryKind.Distributed;

    /// <summary>Name of the silo: stable over restarts, and different for every device of every machine.</summary>
    public string SiloName => Name ?? $"{Environment.MachineName}-{Device.Replace(":", "", StringComparison.Ordinal)}";

    /// <summary>Where the membership is, for people.</summary>
    public string MembershipPlace => Redis?.Shown ?? $"{IPAddress.Loopback}:{PrimaryPort}";
}
