using System.Text.Json;

namespace Cdarts.Chaos.Histories;

/// <summary>One line of a process's account of a run. Which members are set depends on the kind.</summary>
public sealed record AuditLine
{
    private static readonly JsonSerializerOptions Layout = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Name of the account's file without its ending: host and process.</summary>
    public string Process { get; init; } = "";

    /// <summary><c>joined</c>, <c>read</c>, <c>committed</c> or <c>state</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>When it was written.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Generation.</summary>
    public long Generation { get; init; }

    /// <summary>Rank in that generation.</summary>
    public int Rank { get; init; }

    /// <summary>Replicas of that generation (joined, read).</summary>
    public int WorldSize { get; init; }

    /// <summary>The network that the replica holds, <c>Search</c> or <c>Evaluation</c>; null for both (joined, read, state).</summary>
    public string? Role { get; init; }

    /// <summary>How many replicas share the batch; null, in older accounts, for all of the group (read).</summary>
    public int? Readers { get; init; }

    /// <summary>Cursor of the next update (joined, state).</summary>
    public string Next { get; init; } = "";

    /// <summary>Stream (read).</summary>
    public string Stream { get; init; } = "";

    /// <summary>Epoch of the stream (read).</summary>
    public long Epoch { get; init; }

    /// <summary>Step in the epoch, from 0 (read).</summary>
    public int Step { get; init; }

    /// <summary>Samples of this rank (read).</summary>
    public IReadOnlyList<int> Samples { get; init; } = [];

    /// <summary>Cursor of the update (committed).</summary>
    public string Update { get; init; } = "";

    /// <summary>Number of the update in the run, from 0 (committed).</summary>
    public long GlobalUpdate { get; init; }

    /// <summary>Digest of the whole state (state).</summary>
    public string Digest { get; init; } = "";

    /// <summary>Reads a line.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static AuditLine Parse(string process, string line) =>
        (JsonSerializer.Deserialize<AuditLine>(line, Layout) ?? throw new JsonException("The line is null.")) with { Process = process };
}
