using Cdarts.Client.Commands;
using Cdarts.Client.Runs;
using Cdarts.Engine;
using Cdarts.Silo.Clients;

namespace Cdarts.Client.Cluster;

/// <summary>The cluster that a user named.</summary>
/// <param name="Redis">Connection string, or null.</param>
/// <param name="Name">Name, or null.</param>
internal sealed record ClusterChoice(string? Redis, string? Name)
{
    public const string DefaultName = "cdarts";

    /// <summary>Whether the user named one.</summary>
    public bool IsGiven => Redis is not null || Name is not null;

    /// <summary>The cluster that was named, or null when none was.</summary>
    /// <exception cref="CommandException">It cannot be understood.</exception>
    public ClusterAddress? Address => IsGiven ? Parse(Redis, Name ?? DefaultName) : null;

    /// <summary>The cluster of a run that remembers one; its Redis may want a password, so that the user has to name it.</summary>
    /// <exception cref="CommandException">The user did not, or named another cluster.</exception>
    public ClusterAddress AddressOf(string runName, RunClusterFile remembered)
    {
        if (Redis is null && remembered.Redis is not null)
        {
            throw new CommandException(
                ExitCode.BadConfiguration, $"The run {runName} is trained by cluster {remembered.Cluster}: give --redis {remembered.Redis}.");
        }

        return Name is null || Name == remembered.Cluster
            ? Parse(Redis, remembered.Cluster)
            : throw new CommandException(
                ExitCode.BadConfiguration, $"The run {runName} is trained by cluster {remembered.Cluster}, not by {Name}: give --cluster {remembered.Cluster}.");
    }

    private static ClusterAddress Parse(string? redis, string name)
    {
        try
        {
            return ClusterAddress.Parse(redis, name);
        }
        catch (CdartsException error)
        {
            throw new CommandException(ExitCode.BadConfiguration, error.Message, error);
        }
    }
}
