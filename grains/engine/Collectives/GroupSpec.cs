namespace Cdarts.Engine.Collectives;

/// <summary>The group of one generation, the same on every replica but for <see cref="Rank"/>.</summary>
/// <param name="Run">Name of the run.</param>
/// <param name="Generation">Generation.</param>
/// <param name="Rank">This replica's rank.</param>
/// <param name="Endpoints">Where each rank listens (<see cref="ICollectiveSeat.Endpoint"/>); as many as the group has replicas.</param>
/// <param name="Secret">32 random bytes that the coordinator gives to the members of this generation alone.</param>
/// <param name="SearchRanks">Ranks that hold the search network; null for all.</param>
/// <param name="EvaluationRanks">Ranks that hold the evaluation network; null for all.</param>
public sealed record GroupSpec(
    string Run,
    long Generation,
    int Rank,
    IReadOnlyList<string> Endpoints,
    byte[] Secret,
    IReadOnlyList<int>? SearchRanks = null,
    IReadOnlyList<int>? EvaluationRanks = null)
{
    /// <summary>Replicas in the group.</summary>
    public int WorldSize => Endpoints.Count;
}
