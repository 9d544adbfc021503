using System.Text.Json;

namespace Cdarts.Silo.Runs;

/// <summary>
/// Where the process that trains a run can be reached: the content of <c>endpoint.json</c> in the run folder. It holds only while the folder's lock is
/// held; a file left by a process that died means nothing.
/// </summary>
/// <param name="GatewayPort">Orleans gateway on the loopback address of <paramref name="Host"/>.</param>
/// <param name="ProcessId">Process.</param>
/// <param name="Host">Name of the machine.</param>
/// <param name="ClusterId">Identity of the cluster, new at every start.</param>
/// <param name="StartedAt">When the process started to serve the run.</param>
public sealed record RunEndpoint(int GatewayPort, int ProcessId, string Host, string ClusterId, DateTimeOffset StartedAt)
{
    private const string FileName = "endpoint.json";

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    /// <summary>Reads the file.</summary>
    /// <returns>The endpoint, or null when there is none that can be read.</returns>
    public static RunEndpoint? TryRead(string runFolder)
    {
        try
        {
            RunEndpoint? read = JsonSerializer.Deserialize<RunEndpoint>(File.ReadAllText(Path.Combine(runFolder, FileName)), Options);
            return read is { GatewayPort: > 0, Host: not null, ClusterId: not null } ? read : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the file whole or not at all; the caller holds the lock.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    internal void Write(string runFolder)
    {
        string path = Path.Combine(runFolder, FileName);
        string draft = path + ".tmp";
        File.WriteAllText(draft, JsonSerializer.Serialize(this, Options));
        File.Move(draft, path, overwrite: true);
    }

    /// <summary>Removes the file; the caller holds the lock.</summary>
    internal static void Remove(string runFolder)
    {
        try
        {
            File.Delete(Path.Combine(runFolder, FileName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without the lock the file means nothing.
        }
    }
}
