using Cdarts.Contracts.Grains;
using Cdarts.Contracts.Specification;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Layouts;
using ReplicaRole = Cdarts.Contracts.Grains.ReplicaRole;

namespace Cdarts.Grains.Coordination;

/// <summary>
/// Gives every replica of a group one of the networks. Who holds one keeps it where the ratio allows, so that as little as possible travels; of the others those
/// with more memory, then the faster ones, get the search network, which needs more of both: it computes every candidate operation.
/// </summary>
internal static class RolePlan
{
    /// <summary>Roles of the replicas.</summary>
    /// <param name="ratio">Wanted ratio.</param>
    /// <param name="points">Replicas, at least two, in the order of their ranks.</param>
    /// <param name="holders">Those of them whose state counts.</param>
    public static IReadOnlyDictionary<string, ReplicaRole> Assign(
        SplitSpec ratio, IReadOnlyList<(string Replica, ReplicaResume Resume)> points, IReadOnlyCollection<string> holders)
    {
        ReplicaRole Held((string Replica, ReplicaResume Resume) point) => holders.Contains(point.Replica) ? point.Resume.Role : ReplicaRole.Together;
        int? held = points.All(point => Held(point) == ReplicaRole.Together) ? null : points.Count(point => Held(point) == ReplicaRole.Search);
        int searches = RoleRatio.SearchReplicas(points.Count, ratio.SearchReplicas, ratio.EvaluationReplicas, held);
        HashSet<string> search =
        [
            .. points.OrderBy(point => Held(point) switch { ReplicaRole.Search => 0, ReplicaRole.Together => 1, _ => 2 })
                .ThenByDescending(point => Magnitude(point.Resume.Device?.Memory ?? 0))
                .ThenByDescending(point => Magnitude(point.Resume.Device?.Speed ?? 0))
                .Take(searches)
                .Select(point => point.Replica),
        ];
        return points.ToDictionary(point => point.Replica, point => search.Contains(point.Replica) ? ReplicaRole.Search : ReplicaRole.Evaluation);
    }

    /// <summary>The layout that roles give.</summary>
    /// <param name="members">Replicas by rank.</param>
    /// <param name="roles">Their roles.</param>
    /// <param name="globalBatch">Rows of the validation batch.</param>
    public static ReplicaLayout Layout(IReadOnlyList<string> members, IReadOnlyDictionary<string, ReplicaRole> roles, int globalBatch)
    {
        string[] search = [.. members.Where(member => roles[member] == ReplicaRole.Search)], evaluation = [.. members.Except(search)];
        PairPlan plan = new(globalBatch, search.Length, evaluation.Length);
        return new(
            search,
            evaluation,
            [.. search.SelectMany((replica, rank) => plan.Links(NetworkSide.Search, rank).Select(link => new ReplicaPair(replica, evaluation[link.Peer], link.FirstRow, link.Count)))]);
    }

    /// <summary>Like devices do not measure the same to the last byte: they count as equal within a fifth or so.</summary>
    private static double Magnitude(double value) => value <= 0 ? 0 : Math.Round(2 * Math.Log2(value));
}
