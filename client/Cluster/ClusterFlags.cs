using System.CommandLine;
using Cdarts.Client.Commands;
using Cdarts.Client.Configuration;

namespace Cdarts.Client.Cluster;

/// <summary>The options that name a cluster.</summary>
internal sealed class ClusterFlags
{
    private readonly Option<string?> _redis = new("--redis")
    {
        Description = "Redis of the cluster whose silos train the run, as HOST:PORT[,user=..,password=..,ssl=true]."
            + $" Default: the variable {EnvironmentLayer.RedisVariable} (the better place for a password); without either the run is trained in this process.",
        HelpName = "HOST:PORT",
    };

    private readonly Option<string?> _cluster = new("--cluster")
    {
        Description = $"Name of the cluster. Default: the variable {EnvironmentLayer.ClusterVariable}, else the one that trains the run, else {ClusterChoice.DefaultName}."
            + " Without --redis: a cluster of this machine alone.",
        HelpName = "NAME",
    };

    /// <summary>Gives a command the options.</summary>
    public static ClusterFlags AddTo(Command command)
    {
        ClusterFlags flags = new();
        command.Add(flags._redis);
        command.Add(flags._cluster);
        return flags;
    }

    /// <summary>What the user said, on the command line or by variables.</summary>
    public ClusterChoice Read(ParseResult parsed, ClientServices services)
    {
        return new(Text(_redis, EnvironmentLayer.RedisVariable), Text(_cluster, EnvironmentLayer.ClusterVariable));

        string? Text(Option<string?> option, string variable) =>
            parsed.GetValue(option) ?? (services.Variables.TryGetValue(variable, out string? value) && value.Length > 0 ? value : null);
    }
}
