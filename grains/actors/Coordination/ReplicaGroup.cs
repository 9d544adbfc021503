using Cdarts.Contracts.Grains;
using Cdarts.Contracts.Specification;

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

    /// <summary>Rank whose state all take over, of the search network at least; null when all hold what they need.</summary>
    public int? Source { get; private set; }

    /// <summary>Rank whose evaluation network all take over, where <see cref="Source"/> does not hold it.</summary>
    public int? EvaluationSource { get; private set; }

    /// <summary>Rank that knows how the vote ended whose result others miss; null when nobody misses one.</summary>
    public int? VoteSource { get; private set; }

    /// <summary>Who holds which network; null when all hold both.</summary>
    public ReplicaLayout? Layout { get; private set; }

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
    /// Chooses, once all are prepared, the state that counts, and gives the ranks: the low ones to those that hold it, so that the files are written by one that
    /// knows the last steps, and the networks to replicas of their own where that is wanted. Who lacks something that its role needs gets it from a source.
    /// </summary>
    /// <param name="split">The wanted ratio; null when every replica is to hold both networks, as one alone always does.</param>
    /// <param name="globalBatch">Rows of the validation batch.</param>
    /// <returns>The choice; where it is not whole, the group has not changed.</returns>
    public StateChoice Choose(SplitSpec? split, int globalBatch)
    {
        StateChoice choice = StateChoice.Of(ResumePoints);
        if (!choice.IsWhole)
        {
            return choice;
        }

        Members = [.. choice.Holders, .. Members.Except(choice.Holders)];
        IReadOnlyDictionary<string, ReplicaRole>? roles = split is null || Members.Count == 1 ? null : RolePlan.Assign(split, ResumePoints, choice.Holders);
        bool Has(string member) => choice.Holders.Contains(member) && _prepared[member].Resume.Role is ReplicaRole held
            && (held == ReplicaRole.Together || held == roles?[member]);
        Layout = roles is null ? null : RolePlan.Layout(Members, roles, globalBatch);
        bool isGiven = !Members.All(Has);
        Source = isGiven ? RankOrNull(choice.Search) : null;
        EvaluationSource = isGiven && choice.Evaluation != choice.Search ? RankOrNull(choice.Evaluation) : null;
        VoteSource = RankOrNull(choice.Voter);
        Resume = choice.Resume;
        return choice;
    }

    /// <summary>Rank of a replica of the group.</summary>
    public int RankOf(string replica) => Members.ToList().IndexOf(replica);

    /// <summary>Ranks of replicas; null for null.</summary>
    public IReadOnlyList<int>? RanksOf(IReadOnlyList<string>? replicas) => replicas is null ? null : [.. replicas.Select(RankOf).Order()];

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

    private int? RankOrNull(string? replica) => replica is null ? null : RankOf(replica);
}
