namespace Cdarts.Engine.Training.Layouts;

/// <summary>
/// From whom each replica gets the other network's state when all take a mirror: from the first of its pairs. The transfers have one order on all replicas, so that none
/// waits for another one that waits for it.
/// </summary>
internal static class MirrorPlan
{
    /// <summary>The transfers in their order, by ranks of the world.</summary>
    /// <param name="roles">Roles; both networks are somewhere.</param>
    /// <param name="globalBatch">Pictures of the validation batch, whose slices make the pairs.</param>
    internal static IReadOnlyList<(int From, int To)> Of(ReplicaRoles roles, int globalBatch)
    {
        PairPlan pairs = new(globalBatch, roles.SearchRanks.Count, roles.EvaluationRanks.Count);
        IEnumerable<(int From, int To)> Towards(NetworkSide side) => roles.RanksOf(side).Select((rank, index) =>
            (roles.RanksOf((NetworkSide)(1 - (int)side))[pairs.Links(side, index)[0].Peer], rank));
        return [.. Towards(NetworkSide.Search).Concat(Towards(NetworkSide.Evaluation)).Order()];
    }
}
