namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>Refuses a group that does not fit its seat, or itself.</summary>
internal static class GroupSpecCheck
{
    private const int SecretBytes = 32;

    internal static void Require(GroupSpec group, string run, long generation)
    {
        Require(group.Run == run && group.Generation == generation, $"the seat is of generation {generation} of run '{run}'");
        Require(group.Rank >= 0 && group.Rank < group.WorldSize, $"there are {group.WorldSize} endpoints");
        Require(group.Secret.Length == SecretBytes, $"its secret has {group.Secret.Length} bytes, not {SecretBytes}");
        Require(AreRanks(group.SearchRanks, group.WorldSize), "the ranks of its search group are not distinct ranks of the world");
        Require(AreRanks(group.EvaluationRanks, group.WorldSize), "the ranks of its evaluation group are not distinct ranks of the world");

        void Require(bool holds, string problem)
        {
            if (!holds)
            {
                throw new CdartsException($"Rank {group.Rank} of generation {group.Generation} of run '{group.Run}' cannot be formed: {problem}.");
            }
        }
    }

    private static bool AreRanks(IReadOnlyList<int>? ranks, int world) =>
        ranks is null || (ranks.Distinct().Count() == ranks.Count && ranks.All(rank => rank >= 0 && rank < world));
}
