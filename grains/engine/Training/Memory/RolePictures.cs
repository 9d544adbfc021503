using Cdarts.Engine.Data;
using Cdarts.Engine.Training.Layouts;

namespace Cdarts.Engine.Training.Memory;

/// <summary>How many pictures a replica has.</summary>
internal static class RolePictures
{
    /// <summary>The most pictures of a slice, and of those the most at once.</summary>
    /// <param name="data">Batch, and how much of it may be processed at once.</param>
    /// <param name="role">The replica's role.</param>
    /// <param name="search">Replicas that hold the search network.</param>
    /// <param name="evaluation">Replicas that hold the evaluation network; with <see cref="ReplicaRole.Together"/> the same ones.</param>
    internal static (int Slice, int AtOnce) Of(DataSettings data, ReplicaRole role, int search, int evaluation)
    {
        if (role == ReplicaRole.Together)
        {
            return Alone(data, search);
        }

        // What the pairs process of the validation batch; the training batch is cut by its side alone.
        NetworkSide side = role == ReplicaRole.Search ? NetworkSide.Search : NetworkSide.Evaluation;
        int replicas = side == NetworkSide.Search ? search : evaluation;
        PairPlan plan = PairPlan.WithParts(data.BatchSize, search, evaluation, data.DeviceBatch);
        int inPairs = Enumerable.Range(0, replicas).Max(rank => Enumerable.Range(0, plan.Parts).Max(part => plan.Links(side, rank, part).Sum(link => link.Count)));
        (int slice, int alone) = Alone(data, replicas);
        return (slice, Math.Max(inPairs, alone));
    }

    private static (int Slice, int AtOnce) Alone(DataSettings data, int replicas)
    {
        int slice = (data.BatchSize + replicas - 1) / replicas, parts = BatchParts.Count(data.BatchSize, replicas, data.DeviceBatch);
        return (slice, (slice + parts - 1) / parts);
    }
}
