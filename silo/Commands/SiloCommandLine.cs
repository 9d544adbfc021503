using System.CommandLine;

namespace Cdarts.Silo.Commands;

/// <summary>The silo's options.</summary>
internal sealed class SiloCommandLine
{
    private readonly RootCommand _root;

    /// <param name="run">What is done with the settings.</param>
    /// <param name="variables">Environment.</param>
    public SiloCommandLine(Func<SiloSettings, Task<SiloExitCode>> run, IReadOnlyDictionary<string, string> variables)
    {
        _root = new("A silo of Cdarts: offers one device of this machine to the runs of a cluster.")
        {
            Redis, Cluster, Device, Advertise, Name, SiloPort, GatewayPort, PrimaryPort, DataPort, NcclLibrary, Threads, LogLevel, Directory,
        };
        _root.SetAction(async (parsed, _) => (int)await run(new SettingsReader(this, parsed, variables).Read()));
    }

    public Option<string?> Redis { get; } = new("--redis")
    {
        Description = $"Redis that the cluster's silos share, as HOST:PORT[,user=..,password=..,ssl=true]. Default: the variable {SettingsReader.RedisVariable}"
            + " (the better place for a password); without either a cluster on this machine alone, held by its first silo.",
        HelpName = "HOST:PORT",
    };

    public Option<string?> Cluster { get; } = new("--cluster")
    {
        Description = $"Name of the cluster. Default: the variable {SettingsReader.ClusterVariable}, else {SettingsReader.DefaultCluster}.",
        HelpName = "NAME",
    };

    public Option<string> Device { get; } = new("--device")
    {
        Description = "Device to offer: cpu, cuda:N, or all, which starts one silo for each CUDA device (or one for the cpu) and starts again those that die.",
        HelpName = "cpu|cuda:N|all",
        DefaultValueFactory = _ => "cpu",
    };

    public Option<string?> Advertise { get; } = new("--advertise")
    {
        Description = "Address of this machine in the private network of the cluster, at which it listens. Default: 127.0.0.1, for this machine alone.",
        HelpName = "IP",
    };

    public Option<string?> Name { get; } = new("--name")
    {
        Description = "Name of the silo, unique in the cluster and the same at every start. Default: HOST-DEVICE.",
        HelpName = "NAME",
    };

    public Option<string?> SiloPort { get; } = new("--silo-port")
    {
        Description = "Port for other silos. Default: a free one on 127.0.0.1, else 11111. With --device all the first of consecutive ones.",
        HelpName = "N",
    };

    public Option<string?> GatewayPort { get; } = new("--gateway-port")
    {
        Description = "Port for consoles. Default: a free one on 127.0.0.1, else 30000. With --device all the first of consecutive ones.",
        HelpName = "N",
    };

    public Option<string?> PrimaryPort { get; } = new("--primary-port")
    {
        Description = "Without Redis: silo port of the first silo. Default: 11111.",
        HelpName = "N",
    };

    public Option<string?> DataPort { get; } = new("--data-port")
    {
        Description = "Port, or range of ports, for tensors between silos. Default: any free one.",
        HelpName = "N[-M]",
    };

    public Option<string?> NcclLibrary { get; } = new("--nccl-library")
    {
        Description = "File of the NCCL library. Default: libnccl.so.2 as the system finds it, else the one in LibTorch.",
        HelpName = "PATH",
    };

    public Option<string?> Threads { get; } = new("--threads")
    {
        Description = "Pool threads that are kept ready for grains and connections beside the training thread. Default: one per core.",
        HelpName = "N",
    };

    public Option<string> LogLevel { get; } = new("--log-level")
    {
        Description = $"Least severe message on standard error: {string.Join(", ", SettingsReader.LogLevels.Keys)}.",
        HelpName = "L",
        DefaultValueFactory = _ => "information",
    };

    public Option<string> Directory { get; } = new("--directory")
    {
        Description = "Orleans grain directory: distributed (survivors keep their grains when a silo dies) or default. The same on every silo.",
        HelpName = "distributed|default",
        DefaultValueFactory = _ => "distributed",
    };

    /// <summary>Runs a command line.</summary>
    /// <exception cref="SiloException">It cannot be understood, or what it asks for failed.</exception>
    public async Task<SiloExitCode> InvokeAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        ParseResult parsed = _root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            string problem = parsed.UnmatchedTokens is [string unknown, ..] ? $"There is no option {unknown}" : parsed.Errors[0].Message.ReplaceLineEndings(" ").TrimEnd('.', '?');
            throw new SiloException(SiloExitCode.BadConfiguration, $"{problem}: see `cdarts-silo --help`.");
        }

        return (SiloExitCode)await parsed.InvokeAsync(new()
        {
            EnableDefaultExceptionHandler = false,
            // Signals are the silo's own business.
            ProcessTerminationTimeout = null,
            Output = output,
            Error = error,
        });
    }
}
