using System.Text.Json;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Data;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>
/// A replica's own account of what it read and committed, for proofs: with the variable <c>CDARTS_AUDIT</c> set, every process appends lines to a file of its
/// own in the run's <c>audit/</c> folder. Off by default. Bound to the training thread.
/// </summary>
internal sealed class SessionAudit : IDisposable
{
    /// <summary>Name of the environment variable; any text switches the audit on.</summary>
    internal const string Variable = "CDARTS_AUDIT";

    private static readonly JsonSerializerOptions Layout = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly StreamWriter _lines;
    private readonly TimeProvider _time;
    private SessionPlace _place = new(0, 0);
    private int _worldSize = 1;

    private SessionAudit(string path, TimeProvider time)
    {
        _lines = new(path, append: true) { AutoFlush = true };
        _time = time;
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Opens the account, or gives null where none was asked for.</summary>
    internal static SessionAudit? Open(RunFolder folder, TimeProvider time)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)))
        {
            return null;
        }

        string directory = Path.Combine(folder.Root, "audit");
        Directory.CreateDirectory(directory);
        return new SessionAudit(Path.Combine(directory, $"{Environment.MachineName}-{Environment.ProcessId}.jsonl"), time);
    }

    /// <summary>A group was joined; from here on lines belong to it.</summary>
    internal void Joined(SessionPlace place, int worldSize, int? source, Cursor next)
    {
        (_place, _worldSize) = (place, worldSize);
        Write(new { Kind = "joined", At = Now, _place.Generation, _place.Rank, WorldSize = _worldSize, Source = source, Next = next.ToString() });
    }

    /// <summary>This replica's samples of a batch.</summary>
    internal void Read(DataStream stream, long epoch, int step, ReadOnlySpan<int> samples) => Write(
        new { Kind = "read", At = Now, _place.Generation, _place.Rank, WorldSize = _worldSize, Stream = stream.ToString(), Epoch = epoch, Step = step, Samples = samples.ToArray() });

    /// <summary>An update was committed.</summary>
    internal void Committed(Cursor update, long globalUpdate) =>
        Write(new { Kind = "committed", At = Now, _place.Generation, _place.Rank, Update = update.ToString(), GlobalUpdate = globalUpdate });

    /// <summary>Digest of the whole state.</summary>
    internal void State(Cursor next, string digest) =>
        Write(new { Kind = "state", At = Now, _place.Generation, _place.Rank, Next = next.ToString(), Digest = digest });

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private void Write<T>(T line) => _lines.WriteLine(JsonSerializer.Serialize(line, Layout));
}
