using Cdarts.Engine;
using Cdarts.Silo.Commands;
using Cdarts.Silo.Redis;

namespace Cdarts.Silo.Clients;

/// <summary>A cluster of silos, as a console addresses it. Its text shows no password.</summary>
public sealed class ClusterAddress
{
    private ClusterAddress(RedisAddress? redis, string name)
    {
        Redis = redis;
        Name = name;
    }

    /// <summary>Name of the cluster.</summary>
    public string Name { get; }

    /// <summary>Redis that its silos share, without user and password; null for a cluster of this machine alone.</summary>
    public string? ShownRedis => Redis?.Shown;

    /// <summary>Redis that its silos share.</summary>
    internal RedisAddress? Redis { get; }

    /// <summary>Reads an address.</summary>
    /// <param name="redis">Connection string, or null for a cluster of this machine alone.</param>
    /// <param name="name">Name of the cluster.</param>
    /// <exception cref="CdartsException">The connection string cannot be understood, or the name cannot be a cluster's.</exception>
    public static ClusterAddress Parse(string? redis, string name) =>
        new(redis is null ? null : RedisAddress.Parse(redis, "--redis"), SettingsReader.RequireName("--cluster", name));

    /// <summary>For example <c>cluster lab at 10.0.0.1:6379</c>.</summary>
    public override string ToString() => Redis is null ? $"cluster {Name} of this machine (port {SiloSettings.DefaultGatewayPort})" : $"cluster {Name} at {Redis}";
}
