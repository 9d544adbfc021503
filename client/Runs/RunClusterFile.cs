using System.Text.Json;
using Cdarts.Client.Commands;
using Cdarts.Silo.Clients;

namespace Cdarts.Client.Runs;

/// <summary>What <c>cluster.json</c> in a run's folder says: which cluster trains the run. A run without the file is trained in a console's process.</summary>
/// <param name="Redis">Host and port of the cluster's Redis, never a password; null for a cluster of one machine.</param>
/// <param name="Cluster">Name of the cluster.</param>
internal sealed record RunClusterFile(string? Redis, string Cluster)
{
    public const string FileName = "cluster.json";

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>Reads the file, or null when there is none that can be read.</summary>
    public static RunClusterFile? TryRead(string runFolder)
    {
        try
        {
            RunClusterFile? read = JsonSerializer.Deserialize<RunClusterFile>(File.ReadAllText(Path.Combine(runFolder, FileName)), Options);
            return read?.Cluster is null ? null : read;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the file whole or not at all.</summary>
    /// <exception cref="CommandException">The folder cannot be written.</exception>
    public static void Write(string runFolder, ClusterAddress address)
    {
        string path = Path.Combine(runFolder, FileName);
        string draft = $"{path}.{Guid.NewGuid():N}";
        try
        {
            File.WriteAllText(draft, JsonSerializer.Serialize(new RunClusterFile(address.ShownRedis, address.Name), Options));
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.NotFoundOrInUse, $"The run folder {runFolder} cannot be written: {error.Message.TrimEnd('.')}.", error);
        }
    }
}
