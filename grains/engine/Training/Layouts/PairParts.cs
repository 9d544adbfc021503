using Cdarts.Engine.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Layouts;

/// <summary>
/// Cuts a replica's slice of the validation batch into the parts of its pairs' plan, which on both sides are of the same rows; otherwise as
/// <see cref="BatchParts"/>. Bound to the training thread.
/// </summary>
internal sealed class PairParts(ReplicaGroups groups, int devicePictures)
{
    private readonly NetworkSide _side = groups.Role == ReplicaRole.Search ? NetworkSide.Search : NetworkSide.Evaluation;

    /// <summary>Runs over the parts of a slice.</summary>
    /// <param name="slice">This replica's slice.</param>
    /// <param name="globalBatch">Pictures of the update over the replicas of a side.</param>
    /// <param name="learn">Runs a part; what it leaves in the dispose scope is freed before the next one.</param>
    internal void ForEach(Batch slice, int globalBatch, Action<BatchPart> learn)
    {
        PairPlan plan = groups.Pairs(globalBatch, devicePictures);
        if (plan.Parts == 1)
        {
            learn(new BatchPart(slice, 0, (double)slice.Count / globalBatch, 1));
            return;
        }

        int rank = groups.Own.Rank, firstRow = plan.FirstRow(_side, rank);
        for (int part = 0; part < plan.Parts; part++)
        {
            using DisposeScope scope = NewDisposeScope();
            Batch rows = Rows(slice, firstRow, plan.Links(_side, rank, part));
            learn(new BatchPart(rows, 0, (double)rows.Count / globalBatch, (double)rows.Count / slice.Count) { Index = part });
        }
    }

    private static Batch Rows(Batch slice, int firstRow, IReadOnlyList<PairLink> links)
    {
        Batch[] pieces = [.. links.Select(link => slice.Part(link.FirstRow - firstRow, link.Count))];
        return pieces.Length == 1
            ? pieces[0]
            : new Batch(cat([.. pieces.Select(piece => piece.Images)], 0), cat([.. pieces.Select(piece => piece.Labels)], 0), pieces.Sum(piece => piece.Count));
    }
}
