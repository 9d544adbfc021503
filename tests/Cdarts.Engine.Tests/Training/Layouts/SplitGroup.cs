using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Tcp;
using Cdarts.Engine.Tests.Collectives;
using Cdarts.Engine.Training.Layouts;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Training.Layouts;

/// <summary>Replicas of the split layout, each on a thread of its own, over TCP.</summary>
internal static class SplitGroup
{
    /// <summary>Runs a part once per replica and gives the results of the search replicas and of the evaluation replicas, by rank.</summary>
    /// <param name="search">Search replicas. Ranks are given in turns, an evaluation replica first, so that no side has the ranks that it has for itself.</param>
    /// <param name="evaluation">Evaluation replicas.</param>
    /// <param name="part">Part of a replica.</param>
    /// <param name="world">Changes a replica's world group; null for none.</param>
    /// <param name="ends">Whether the part ends the group.</param>
    internal static (T[] Search, T[] Evaluation) Run<T>(
        int search, int evaluation, Func<ReplicaGroups, T> part, Func<ICollective, ICollective>? world = null, bool ends = false)
    {
        bool IsEvaluation(int rank) => rank % 2 == 0 ? rank / 2 < evaluation : (rank + 1) / 2 > search;
        int[] evaluationRanks = [.. Enumerable.Range(0, search + evaluation).Where(IsEvaluation)];
        int[] searchRanks = [.. Enumerable.Range(0, search + evaluation).Except(evaluationRanks)];
        Assert.Equal((search, evaluation), (searchRanks.Length, evaluationRanks.Length));
        T[] results = new T[search + evaluation];
        GroupSpec WithRoles(GroupSpec spec) => spec with { SearchRanks = searchRanks, EvaluationRanks = evaluationRanks };
        RankThreads.Run(
            [.. results.Select(_ => new TcpCollectives())],
            groups =>
            {
                set_num_threads(1);
                ReplicaRoles roles = ReplicaRoles.Of(WithRoles(new GroupSpec("test", 1, 0, new string[results.Length], [])));
                CollectiveGroups own = groups with { World = world?.Invoke(groups.World) ?? groups.World };
                results[groups.World.Rank] = part(ReplicaGroups.Split(own, roles));
                if (!ends)
                {
                    groups.World.Barrier();
                }
            },
            WithRoles);
        return ([.. searchRanks.Select(rank => results[rank])], [.. evaluationRanks.Select(rank => results[rank])]);
    }
}
