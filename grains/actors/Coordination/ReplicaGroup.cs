using Cdarts.Contracts.Grains;

namespace Cdarts.Grains.Coordination;

/// <summary>The replicas of one generation: ranks, how far their formation is, the order they work on and their reports of its end.</summary>
internal sealed class ReplicaGroup(IEnumerable<string> replicas)
{
    private readonly Dictionary<string, (ReplicaResume Resume, string Endpoint)> _prepared = [];
    private readonly HashSet<string> _answered = [];
    private readonly HashSet<string> _formed = [];
    private readonly HashSet<string> _closed = [];
    private readonly Dictionary<string, PhaseEndReport> _reports = [];

    /// <summary>Keys of the replica grains; once a source is chosen, the index is the rank.</summary>
    public IReadOnlyList<string> Members { get; private set; } = [.. replicas.Order(StringComparer.Ordinal)];

    /// <summary>Where the group goes on, once a source is chosen.</summary>
    public ReplicaResume? Resume { get; private set; }

    /// <summary>Rank whose state the others take over; null when all hold the same.</summary>
    public int? Source { get; private set; }

    /// <summary>Where each rank listens, once all are prepared.</summary>
    public IReadOnlyList<string> Endpoints => [.. Members.Select(m => _prepared[m].Endpoint)];

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
    public IReadOnlyList<(string Replica, ReplicaResume Resume)> ResumePoints => [.. Members.Select(m => (m, _prepared[m].Resume))];

    /// <summary>Reports of the current order, by rank.</summary>
    public IReadOnlyList<PhaseEndReport> Reports => [.. Members.Where(_reports.ContainsKey).Select(m => _reports[m])];

    /// <summary>
    /// Chooses the state that counts, once all are prepared: of the latest lineage, and there the furthest. Whoever holds it gets the low ranks; if others do not,
    /// rank 0 gives it to them.
    /// </summary>
    public ReplicaResume ChooseSource()
    {
        ReplicaResume best = ResumePoints.MaxBy(point => (point.Resume.Lineage, point.Resume.Next.ToEngine())).Resume;
        bool Holds(string member) => _prepared[member].Resume is { } resume
            && resume.Lineage == best.Lineage && resume.Next == best.Next && resume.Alphas.Digest == best.Alphas.Digest;
        Members = [.. Members.OrderBy(member => Holds(member) ? 0 : 1).ThenBy(member => member, StringComparer.Ordinal)];
        Source = Members.All(Holds) ? null : 0;
        Resume = best;
        return best;
    }

    public bool Contains(string replica) => Members.Contains(replica);

    /// <summary>The replica took the generation.</summary>
    public void Answered(string replica) => _answered.Add(replica);

    /// <summary>Replicas that took the generation.</summary>
    public IReadOnlyList<string> Taken => [.. Members.Where(_answered.Contains)];

    public bool HasAnswered(string replica) => _answered.Contains(replica);

    public void Prepared(string replica, ReplicaResume resume, string endpoint) => _prepared[replica] = (resume, endpoint);

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
