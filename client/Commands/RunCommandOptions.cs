using System.CommandLine;
using Cdarts.Client.Cluster;

namespace Cdarts.Client.Commands;

/// <summary>What every command about one run has: its name, the folder of the runs, and the cluster.</summary>
internal sealed class RunCommandOptions
{
    private readonly Argument<string> _name = CommandOptions.Run();
    private readonly Option<string?> _runs = CommandOptions.Runs();
    private readonly ClusterFlags _cluster;

    private RunCommandOptions(Command command)
    {
        command.Add(_name);
        command.Add(_runs);
        _cluster = ClusterFlags.AddTo(command);
    }

    public static RunCommandOptions AddTo(Command command) => new(command);

    /// <inheritdoc cref="FoundRun.FindAsync"/>
    public Task<FoundRun> FindAsync(ParseResult parsed, ClientServices services, CancellationToken cancellationToken) =>
        FoundRun.FindAsync(services, parsed.GetValue(_runs), parsed.GetValue(_name)!, Choice(parsed, services), cancellationToken);

    /// <summary>The cluster that the user named.</summary>
    public ClusterChoice Choice(ParseResult parsed, ClientServices services) => _cluster.Read(parsed, services);
}
