using Cdarts.Contracts.Grains;

namespace Cdarts.Grains.Coordination;

/// <summary>Whose state a group goes on from: of the latest lineage, and there the furthest.</summary>
/// <param name="Resume">Where the group goes on.</param>
/// <param name="Holders">Replicas that stand there, those first that need nothing more, then those that miss no more than the result of a vote.</param>
/// <param name="Search">A holder of the search network; null when there is none.</param>
/// <param name="Evaluation">A holder of the evaluation network, the same one where it can be; null when there is none.</param>
/// <param name="Voter">A holder that knows the result which other holders miss; null when they miss none.</param>
internal sealed record StateChoice(ReplicaResume Resume, IReadOnlyList<string> Holders, string? Search, string? Evaluation, string? Voter)
{
    /// <summary>Whether both networks are there; otherwise the group cannot go on from its memory.</summary>
    public bool IsWhole => Search is not null && Evaluation is not null;

    /// <summary>Chooses among the replicas of a group.</summary>
    public static StateChoice Of(IReadOnlyList<(string Replica, ReplicaResume Resume)> points)
    {
        ReplicaResume best = points.MaxBy(point => (point.Resume.Lineage, point.Resume.Next.ToEngine())).Resume;
        (string Replica, ReplicaResume Resume)[] there =
        [
            .. points.Where(p => p.Resume.Lineage == best.Lineage && p.Resume.Next == best.Next && p.Resume.Alphas.Digest == best.Alphas.Digest),
        ];
        string? voter = there.FirstOrDefault(point => point.Resume.Role != ReplicaRole.Together).Replica;

        // Nobody can be ahead of who awaits a vote by more than that vote: it ends with the sum over all replicas.
        (string Replica, ReplicaResume Resume)[] awaiting =
            voter is null ? [] : [.. points.Where(p => p.Resume.Lineage == best.Lineage && p.Resume.Awaited is not null && p.Resume.Next != best.Next)];
        (string Replica, ReplicaResume Resume)[] all = [.. there, .. awaiting];
        string? Of(ReplicaRole role) => all.OrderBy(point => point.Resume.Role == ReplicaRole.Together ? 0 : 1)
            .FirstOrDefault(point => point.Resume.Role == ReplicaRole.Together || point.Resume.Role == role).Replica;
        return new(best, [.. all.Select(point => point.Replica)], Of(ReplicaRole.Search), Of(ReplicaRole.Evaluation), awaiting.Length > 0 ? voter : null);
    }
}
