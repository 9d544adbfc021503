using System.Text.Json;
using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Data;
using Cdarts.Engine.Training.Layouts;

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
    private string? _role;

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
    /// <param name="place">Place in the group.</param>
    /// <param name="worldSize">Replicas.</param>
    /// <param name="source">Rank whose state was taken over, if any.</param>
    /// <param name="next">The next update.</param>
    /// <param name="role">The network that the replica holds; together for both.</param>
    internal void Joined(SessionPlace place, int worldSize, int? source, Cursor next, ReplicaRole role = ReplicaRole.Together)
    {
        (_place, _worldSize, _role) = (place, worldSize, role == ReplicaRole.Together ? null : role.ToString());
        Write(new { Kind = "joined", At = Now, _place.Generation, _place.Rank, WorldSize = _worldSize, Role = _role, Source = source, Next = next.ToString() });
    }

    /// <summary>This replica's samples of a batch.</summary>
    /// <param name="stream">Stream.</param>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="step">Step in the epoch.</param>
    /// <param name="samples">Samples.</param>
    /// <param name="readers">How many replicas share the batch; 0 for all of the group.</param>
    internal void Read(DataStream stream, long epoch, int step, ReadOnlySpan<int> samples, int readers = 0) => Write(new
    {
        Kind = "read", At = Now, _place.Generation, _place.Rank, WorldSize = _worldSize, Role = _role, Readers = readers == 0 ? _worldSize : readers,
        Stream = stream.ToString(), Epoch = epoch, Step = step, Samples = samples.ToArray(),
    });

    /// <summary>An update was committed.</summary>
    internal void Committed(Cursor update, long globalUpdate) =>
        Write(new { Kind = "committed", At = Now, _place.Generation, _place.Rank, Update = update.ToString(), GlobalUpdate = globalUpdate });

    /// <summary>Digest of all that the replica holds.</summary>
    internal void State(Cursor next, string digest) =>
        Write(new { Kind = "state", At = Now, _place.Generation, _place.Rank, Role = _role, Next = next.ToString(), Digest = digest });

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private void Write<T>(T line) => _lines.WriteLine(JsonSerializer.Serialize(line, Layout));
}
