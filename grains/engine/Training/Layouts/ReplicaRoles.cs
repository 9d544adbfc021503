using Cdarts.Engine.Collectives;

namespace Cdarts.Engine.Training.Layouts;

/// <summary>Who holds what in one generation: either every replica holds both networks, or every replica holds one of them. Immutable.</summary>
public sealed class ReplicaRoles
{
    private readonly ReplicaRole[] _roles;

    private ReplicaRoles(ReplicaRole[] roles)
    {
        _roles = roles;
        SearchRanks = RanksThatHold(NetworkSide.Search);
        EvaluationRanks = RanksThatHold(NetworkSide.Evaluation);
    }

    /// <summary>Whether the networks are on different replicas.</summary>
    public bool IsSplit => _roles[0] != ReplicaRole.Together;

    /// <summary>Ranks that hold the search network, in ascending order: their places here are their ranks among themselves.</summary>
    public IReadOnlyList<int> SearchRanks { get; }

    /// <summary>Ranks that hold the evaluation network, likewise.</summary>
    public IReadOnlyList<int> EvaluationRanks { get; }

    /// <summary>Replicas.</summary>
    public int WorldSize => _roles.Length;

    /// <summary>Role of a rank.</summary>
    public ReplicaRole this[int rank] => _roles[rank];

    /// <summary>Every replica holds both networks.</summary>
    public static ReplicaRoles Together(int worldSize) => new(new ReplicaRole[worldSize]);

    /// <summary>The roles that a group's specification gives.</summary>
    /// <exception cref="CdartsException">A rank has no role, some ranks hold one network and others both, or a network is nowhere.</exception>
    public static ReplicaRoles Of(GroupSpec group)
    {
        int[] all = [.. Enumerable.Range(0, group.WorldSize)];
        HashSet<int> search = [.. group.SearchRanks ?? all], evaluation = [.. group.EvaluationRanks ?? all];
        if (search.SetEquals(all) && evaluation.SetEquals(all))
        {
            return Together(all.Length);
        }

        if (search.Count == 0 || evaluation.Count == 0 || search.Overlaps(evaluation) || !search.Union(evaluation).ToHashSet().SetEquals(all))
        {
            throw new CdartsException(
                $"Generation {group.Generation} gives the search network to ranks {string.Join(", ", search.Order())} and the evaluation network to ranks "
                + $"{string.Join(", ", evaluation.Order())} of {all.Length} replicas: give every replica one of the networks, or all of them both.");
        }

        return new ReplicaRoles([.. all.Select(rank => search.Contains(rank) ? ReplicaRole.Search : ReplicaRole.Evaluation)]);
    }

    /// <summary>Ranks that hold a network, in ascending order.</summary>
    public IReadOnlyList<int> RanksOf(NetworkSide side) => side == NetworkSide.Search ? SearchRanks : EvaluationRanks;

    private int[] RanksThatHold(NetworkSide side) => [.. Enumerable.Range(0, _roles.Length).Where(rank => _roles[rank].Holds(side))];
}
