using Cdarts.Contracts.Grains;

namespace Cdarts.Grains.Coordination;

/// <summary>The replicas of one generation: ranks, how far their formation is, the order they work on and their reports of its end.</summary>
internal sealed class ReplicaGroup(IEnumerable<string> replicas)
{
    private readonly Dictionary<string, ReplicaResume> _prepared = [];
    private readonly HashSet<string> _answered = [];
    private readonly HashSet<string> _formed = [];
    private readonly HashSet<string> _closed = [];
    private readonly Dictionary<string, PhaseEndReport> _reports = [];

    /// <summary>Keys of the replica grains; the index is the rank.</summary>
    public IReadOnlyList<string> Members { get; } = [.. replicas.Order(StringComparer.Ordinal)];

    /// <summary>Number of the last order; 0 before the first.</summary>
    public int Order { get; private set; }

    /// <summary>True once the replicas were asked to join.</summary>
    public bool Joining { get; set; }

    public bool AllPrepared => _prepared.Count == Members.Count;

    public bool AllFormed => _formed.Count == Members.Count;

    public bool AllReported => _reports.Count == Members.Count;

    /// <summary>True when every replica reported the end of its order or has closed the run.</summary>
    public bool AllEnded => Members.All(m => _reports.ContainsKey(m) || _closed.Contains(m));

    /// <summary>Resume points by rank, once all are prepared.</summary>
    public IReadOnlyList<(string Replica, ReplicaResume Resume)> ResumePoints => [.. Members.Select(m => (m, _prepared[m]))];

    /// <summary>Reports of the current order, by rank.</summary>
    public IReadOnlyList<PhaseEndReport> Reports => [.. Members.Where(_reports.ContainsKey).Select(m => _reports[m])];

    public bool Contains(string replica) => Members.Contains(replica);

    /// <summary>The replica took the generation.</summary>
    public void Answered(string replica) => _answered.Add(replica);

    public bool HasAnswered(string replica) => _answered.Contains(replica);

    public void Prepared(string replica, ReplicaResume resume) => _prepared[replica] = resume;

    public void Formed(string replica) => _formed.Add(replica);

    public void Closed(string replica) => _closed.Add(replica);

    public void Reported(PhaseEndReport report) => _reports[report.Replica] = report;

    public bool HasReported(string replica) => _reports.ContainsKey(replica);

    public int NextOrder()
    {
        _reports.Clear();
        return ++Order;
    }
}
