using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training;

/// <summary>
/// Cuts a replica's slice of an update into parts that fit its device (gradient accumulation). Every part runs forward and backward by itself; gradients and
/// losses are added, each part's by its share of the global batch, so that they are means over that as without parts. Batch norm takes its statistics from a
/// part, as it does from a slice: an update in parts is the update that as many replicas as there are parts would have made. Bound to the training thread.
/// </summary>
/// <param name="devicePictures">Most pictures at once; 0 for no limit.</param>
/// <param name="group">Replicas that share the global batch.</param>
internal sealed class BatchParts(int devicePictures, ICollective group)
{
    /// <summary>The value of one picture in a channel cannot be normalised.</summary>
    private const int FewestPictures = 2;

    /// <summary>
    /// How many parts the slices of a global batch have: the same on all replicas, so that those that share batch norms do so part by part. As few as can be,
    /// and of at least two pictures where a slice has as many: so a part may have four although the limit is two or three.
    /// </summary>
    internal static int Count(int globalBatch, int worldSize, int devicePictures)
    {
        if (devicePictures == 0)
        {
            return 1;
        }

        int smallest = globalBatch / worldSize, largest = (globalBatch + worldSize - 1) / worldSize;
        return Math.Max(1, Math.Min((largest + devicePictures - 1) / devicePictures, smallest / FewestPictures));
    }

    /// <summary>Runs over the parts of a slice, which differ by one picture at most.</summary>
    /// <param name="slice">This replica's slice.</param>
    /// <param name="globalBatch">Pictures of the update over all replicas.</param>
    /// <param name="learn">Runs a part; what it leaves in the dispose scope is freed before the next one.</param>
    internal void ForEach(Batch slice, int globalBatch, Action<BatchPart> learn)
    {
        int parts = Count(globalBatch, group.WorldSize, devicePictures);
        if (parts == 1)
        {
            learn(new BatchPart(slice, 0, (double)slice.Count / globalBatch, 1));
            return;
        }

        for (int part = 0; part < parts; part++)
        {
            using DisposeScope scope = NewDisposeScope();
            int first = (int)((long)slice.Count * part / parts), end = (int)((long)slice.Count * (part + 1) / parts);
            learn(new BatchPart(slice.Part(first, end - first), first, (double)(end - first) / globalBatch, (double)(end - first) / slice.Count) { Index = part });
        }
    }
}
