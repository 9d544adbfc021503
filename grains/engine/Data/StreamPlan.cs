namespace Cdarts.Engine.Data;

/// <summary>
/// Which pictures each step of a stream takes. The step owns the batch: step s of an epoch takes the places [s·B, (s+1)·B) of the epoch's permutation,
/// and rank r of W the places [B·r/W, B·(r+1)/W) of those, so that the global batch is the same for any number of replicas. Pictures after the last full
/// batch of an epoch are left out of that epoch.
/// </summary>
/// <remarks>Slices may be asked for from any thread; the orders of two epochs are kept, since the next one begins while the last steps of one are still to come.</remarks>
internal sealed class StreamPlan
{
    private readonly int[] _indices;
    private EpochOrder[] _orders = [];

    /// <summary>Creates the plan.</summary>
    /// <param name="stream">Stream; with the seed and the epoch it fixes the order.</param>
    /// <param name="indices">Positions in the data set that the stream draws from; copied.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="globalBatch">Pictures per step over all replicas, B.</param>
    /// <param name="stepsPerEpoch">Steps per epoch; 0 = as many as there are full batches.</param>
    /// <exception cref="CdartsException">There is no full batch, or there are fewer than <paramref name="stepsPerEpoch"/>.</exception>
    public StreamPlan(DataStream stream, ReadOnlySpan<int> indices, long seed, int globalBatch, int stepsPerEpoch)
    {
        if (globalBatch < 1)
        {
            throw new CdartsException($"The batch size {globalBatch} is not a positive number of pictures: choose at least 1.");
        }

        if (stepsPerEpoch < 0)
        {
            throw new CdartsException($"The steps per epoch {stepsPerEpoch} are negative: choose a number of steps, or 0 for as many as there are full batches.");
        }

        int fullBatches = indices.Length / globalBatch;
        if (fullBatches == 0)
        {
            throw new CdartsException($"The {stream} stream has {indices.Length} pictures, fewer than one batch of {globalBatch}: choose a smaller batch size or add pictures.");
        }

        if (stepsPerEpoch > fullBatches)
        {
            throw new CdartsException(
                $"The {stream} stream has {indices.Length} pictures, enough for {fullBatches} batches of {globalBatch}, but {stepsPerEpoch} steps per epoch are asked for: choose at most {fullBatches}, or 0 for all.");
        }

        Stream = stream;
        Seed = seed;
        GlobalBatch = globalBatch;
        Steps = stepsPerEpoch == 0 ? fullBatches : stepsPerEpoch;
        _indices = indices.ToArray();
    }

    /// <summary>Stream.</summary>
    public DataStream Stream { get; }

    /// <summary>Seed of the run.</summary>
    public long Seed { get; }

    /// <summary>Pictures per step over all replicas, B.</summary>
    public int GlobalBatch { get; }

    /// <summary>Steps per epoch.</summary>
    public int Steps { get; }

    /// <summary>Positions in the data set that a rank takes at a step, in order; stays valid.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The step or the rank does not exist.</exception>
    /// <exception cref="CdartsException">There are more replicas than pictures in a batch.</exception>
    public ReadOnlySpan<int> Slice(long epoch, int step, int rank, int worldSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, Steps);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, worldSize);
        if (worldSize > GlobalBatch)
        {
            throw new CdartsException($"A batch of {GlobalBatch} pictures cannot be shared by {worldSize} replicas: choose a batch size of at least {worldSize}.");
        }

        int first = FirstPlace(rank, worldSize);
        int last = FirstPlace(rank + 1, worldSize);
        return OrderOf(epoch).AsSpan((step * GlobalBatch) + first, last - first);
    }

    /// <summary>Place in the global batch at which a rank's slice begins, B·r/W.</summary>
    public int FirstPlace(int rank, int worldSize) => (int)((long)GlobalBatch * rank / worldSize);

    private int[] OrderOf(long epoch)
    {
        EpochOrder[] known = _orders;
        EpochOrder? order = Array.Find(known, candidate => candidate.Epoch == epoch);
        if (order is null)
        {
            // Always a new array: slices of the epochs before may still be read.
            int[] places = Permutation.Create(_indices.Length, Seed, Stream, epoch);
            for (int i = 0; i < places.Length; i++)
            {
                places[i] = _indices[places[i]];
            }

            order = new EpochOrder(epoch, places);
            _orders = [order, .. known.Take(1)];
        }

        return order.Indices;
    }

    private sealed record EpochOrder(long Epoch, int[] Indices);
}
