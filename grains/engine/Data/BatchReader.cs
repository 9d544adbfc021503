using Cdarts.Engine.Data.Loading;
using Cdarts.Engine.Training;
using static TorchSharp.torch;

namespace Cdarts.Engine.Data;

/// <summary>
/// Turns pictures of one set into batches on a device. It owns one batch, which every read overwrites: a step that needs two batches at once uses two
/// readers. Contiguous [n, C, H, W] always, since channels-last input gives wrong gradients on the CPU.
/// </summary>
/// <remarks>To be used on one thread.</remarks>
internal abstract class BatchReader : IDisposable
{
    private readonly int _count;
    private readonly int _capacity;

    private protected BatchReader(PictureSet set, long bytesPerPicture, int capacity)
    {
        int largest = (int)(int.MaxValue / bytesPerPicture);
        if (capacity < 1 || capacity > largest)
        {
            throw new CdartsException($"A batch of {capacity} pictures of the data set '{set.Name}' cannot be held: choose between 1 and {largest}.");
        }

        (_count, _capacity) = (set.Count, capacity);
    }

    /// <summary>Makes the reader for a set.</summary>
    /// <param name="set">Pictures.</param>
    /// <param name="changes">Random changes, where a read asks for them.</param>
    /// <param name="precision">Element type of the pictures.</param>
    /// <param name="device">Device of the batches.</param>
    /// <param name="capacity">Largest batch, in pictures.</param>
    /// <param name="loaders">Threads that decode; null: the reader has its own. Not used for pictures in memory.</param>
    /// <exception cref="CdartsException">The batch has no pictures or more than 2 GB, or the changes do not fit the pictures.</exception>
    public static BatchReader Create(
        PictureSet set, BatchChanges changes, Precision precision, Device device, int capacity, LoaderThreads? loaders = null) => set switch
    {
        ImageSet memory => new MemoryBatchReader(memory, changes.Small, precision, device, capacity),
        FolderSet folder => new FolderBatchReader(folder, changes, precision, device, capacity, loaders),
        _ => throw new ArgumentException($"There is no reader for {set.GetType().Name}.", nameof(set)),
    };

    /// <summary>Reads a rank's slice of a step's batch.</summary>
    /// <param name="plan">Plan over this reader's set.</param>
    /// <param name="epoch">Epoch of the plan's stream.</param>
    /// <param name="step">Step in the epoch.</param>
    /// <param name="rank">Rank.</param>
    /// <param name="worldSize">Replicas.</param>
    /// <param name="augment">Whether pictures are changed at random, and mixed where the augmentation has mixup.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step or rank does not exist, or the slice is larger than the reader's batch.</exception>
    /// <exception cref="CdartsException">A picture cannot be used; the message names it.</exception>
    public abstract Batch Read(StreamPlan plan, long epoch, int step, int rank, int worldSize, bool augment);

    /// <summary>
    /// The first batches of the plan's epoch 0, whole and unchanged: the fixed pictures from which batch-norm statistics are re-estimated. Each batch is
    /// valid until the next one.
    /// </summary>
    /// <param name="plan">Plan over this reader's set, usually of the stream Statistics.</param>
    /// <param name="batches">Batches; fewer if an epoch has fewer.</param>
    public IEnumerable<Batch> ReadFirst(StreamPlan plan, int batches) => ReadLists(
        Enumerable.Range(0, Math.Min(batches, plan.Steps)).Select(step => plan.Slice(0, step, 0, 1).ToArray()));

    /// <summary>
    /// Every picture of the set once, in its order and unchanged, in batches of the reader's capacity; the last one has what remains. For figures that must be
    /// exact. Each batch is valid until the next one.
    /// </summary>
    /// <param name="rank">Rank of this replica: it reads the batches rank, rank + worldSize, ...</param>
    /// <param name="worldSize">Replicas that share the batches.</param>
    public IEnumerable<Batch> ReadAll(int rank = 0, int worldSize = 1) => ReadEach([.. Enumerable.Range(0, _count)], rank, worldSize);

    /// <summary>As <see cref="ReadAll"/>, of the pictures at some positions.</summary>
    public IEnumerable<Batch> ReadEach(int[] indices, int rank = 0, int worldSize = 1) =>
        ReadLists(indices.Chunk(_capacity).Where((_, i) => i % worldSize == rank));

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Reads lists of positions, unchanged. Each batch is valid until the next one.</summary>
    private protected abstract IEnumerable<Batch> ReadLists(IEnumerable<int[]> lists);

    private protected void RequireRoom(int count) => ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _capacity);
}
