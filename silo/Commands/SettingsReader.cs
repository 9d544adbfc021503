using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Cdarts.Silo.Redis;
using Microsoft.Extensions.Logging;

namespace Cdarts.Silo.Commands;

/// <summary>Checks the silo's options.</summary>
internal sealed partial class SettingsReader(SiloCommandLine options, ParseResult parsed, IReadOnlyDictionary<string, string> variables)
{
    public const string RedisVariable = "CDARTS_REDIS";
    public const string ClusterVariable = "CDARTS_CLUSTER";
    public const string DefaultCluster = "cdarts";
    private const int MostThreads = 1024;

    public static IReadOnlyDictionary<string, LogLevel> LogLevels { get; } = new Dictionary<string, LogLevel>
    {
        ["trace"] = LogLevel.Trace,
        ["debug"] = LogLevel.Debug,
        ["information"] = LogLevel.Information,
        ["warning"] = LogLevel.Warning,
        ["error"] = LogLevel.Error,
    };

    private static readonly Dictionary<string, GrainDirectoryKind> Directories = new()
    {
        ["distributed"] = GrainDirectoryKind.Distributed,
        ["default"] = GrainDirectoryKind.Default,
    };

    /// <exception cref="SiloException">A value cannot be used; names the option and what it may be.</exception>
    public SiloSettings Read()
    {
        RedisAddress? redis = Text(options.Redis, RedisVariable) is { } address ? RedisAddress.Parse(address, options.Redis.Name) : null;
        IPAddress advertise = Advertise();
        if (redis is null && !IPAddress.IsLoopback(advertise))
        {
            throw Bad("--advertise is another address than 127.0.0.1, and silos of several machines need Redis: give --redis HOST:PORT");
        }

        string device = parsed.GetValue(options.Device)!;
        return new()
        {
            Redis = redis,
            Cluster = RequireName(options.Cluster.Name, Text(options.Cluster, ClusterVariable) ?? DefaultCluster),
            Device = Device().IsMatch(device) ? device : throw Bad($"--device is {Shown(device)}: use cpu, cuda:N or all"),
            Advertise = advertise,
            Name = parsed.GetValue(options.Name) is { } name ? RequireName(options.Name.Name, name) : null,
            SiloPort = Port(options.SiloPort),
            GatewayPort = Port(options.GatewayPort),
            PrimaryPort = Port(options.PrimaryPort) ?? SiloSettings.DefaultPrimaryPort,
            DataPorts = parsed.GetValue(options.DataPort) is not { } ports ? PortRange.Any
                : PortRange.Parse(ports) ?? throw Bad($"--data-port is {Shown(ports)}: use a port or a range, for example 29500-29600"),
            NcclLibrary = parsed.GetValue(options.NcclLibrary) is not { } library ? null
                : File.Exists(library) ? Path.GetFullPath(library) : throw Bad($"--nccl-library: there is no file {Shown(library)}"),
            Threads = Threads(),
            LogLevel = OneOf(options.LogLevel, LogLevels),
            Directory = OneOf(options.Directory, Directories),
        };
    }

    /// <summary>Refuses a name that cannot be a key, a file's or a cluster's name.</summary>
    /// <exception cref="SiloException">It cannot.</exception>
    public static string RequireName(string option, string name) => Name().IsMatch(name)
        ? name
        : throw Bad($"{option} is {Shown(name)}: use 1 to 100 letters, digits, '.', '_' and '-', beginning with a letter or digit");

    private IPAddress Advertise()
    {
        if (parsed.GetValue(options.Advertise) is not { } text)
        {
            return IPAddress.Loopback;
        }

        if (!IPAddress.TryParse(text, out IPAddress? address) || address.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
        {
            throw Bad($"--advertise is {Shown(text)}: use the IP address of this machine in the cluster's network");
        }

        return address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
            ? throw Bad($"--advertise is {text}, which is no address that others can reach: use the one of this machine in the cluster's network")
            : address;
    }

    private int? Threads() =>
        parsed.GetValue(options.Threads) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int threads) && threads is > 0 and <= MostThreads ? threads
        : throw Bad($"--threads is {Shown(text)}: use a whole number from 1 to {MostThreads}");

    private int? Port(Option<string?> option) =>
        parsed.GetValue(option) is not { } text ? null : PortRange.Port(text) ?? throw Bad($"{option.Name} is {Shown(text)}: use a port from 1 to 65535");

    private T OneOf<T>(Option<string> option, IReadOnlyDictionary<string, T> allowed)
    {
        string text = parsed.GetValue(option)!;
        return allowed.TryGetValue(text, out T? value) ? value : throw Bad($"{option.Name} is {Shown(text)}: use {string.Join(", ", allowed.Keys)}");
    }

    private string? Text(Option<string?> option, string variable) =>
        parsed.GetValue(option) ?? (variables.TryGetValue(variable, out string? value) && value.Length > 0 ? value : null);

    private static string Shown(string text) => text.Length == 0 ? "empty" : text.Length <= 60 ? $"'{text}'" : $"'{text[..60]}...'";

    private static SiloException Bad(string problem) => new(SiloExitCode.BadConfiguration, problem + ".");

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"^(cpu|all|cuda:[0-9]{1,3})\z")]
    private static partial Regex Device();
}
