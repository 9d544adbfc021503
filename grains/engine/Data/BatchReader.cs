using Cdarts.Engine.Training;
using static TorchSharp.torch;

namespace Cdarts.Engine.Data;

/// <summary>
/// Turns pictures of one set into batches on a device. It owns one batch, which every read overwrites: a step that needs two batches at once uses two
/// readers. Contiguous [n, C, H, W] always, since channels-last input gives wrong gradients on the CPU.
/// </summary>
/// <remarks>To be used on one thread.</remarks>
internal sealed class BatchReader : IDisposable
{
    private readonly ImageSet _set;
    private readonly Augmentation _augmentation;
    private readonly PictureWriter _writer;
    private readonly BatchBuffer _buffer;
    private readonly int _capacity;
    private bool _disposed;

    /// <summary>Creates the reader and allocates its batch.</summary>
    /// <param name="set">Pictures.</param>
    /// <param name="augmentation">Random changes, where a read asks for them.</param>
    /// <param name="precision">Element type of the pictures.</param>
    /// <param name="device">Device of the batches.</param>
    /// <param name="capacity">Largest batch, in pictures.</param>
    /// <exception cref="CdartsException">The batch has no pictures or more than 2 GB, or the augmentation can push a picture out of itself.</exception>
    public BatchReader(ImageSet set, Augmentation augmentation, Precision precision, Device device, int capacity)
    {
        _writer = PictureWriter.Create(set, precision);
        int largest = int.MaxValue / _writer.BytesPerPicture;
        if (capacity < 1 || capacity > largest)
        {
            throw new CdartsException($"A batch of {capacity} pictures of the data set '{set.Name}' cannot be held: choose between 1 and {largest}.");
        }

        if (augmentation.CropPadding >= Math.Min(set.Height, set.Width))
        {
            throw new CdartsException(
                $"The crop padding {augmentation.CropPadding} can push the {set.Height} x {set.Width} pictures of the data set '{set.Name}' out of themselves: choose a smaller one.");
        }

        _set = set;
        _augmentation = augmentation;
        _capacity = capacity;
        ScalarType type = precision == Precision.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        _buffer = new BatchBuffer(capacity, [set.Channels, set.Height, set.Width], type, device);
    }

    /// <summary>Reads a rank's slice of a step's batch.</summary>
    /// <param name="plan">Plan over this reader's set.</param>
    /// <param name="epoch">Epoch of the plan's stream.</param>
    /// <param name="step">Step in the epoch.</param>
    /// <param name="rank">Rank.</param>
    /// <param name="worldSize">Replicas.</param>
    /// <param name="augment">Whether pictures are changed at random.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step or rank does not exist, or the slice is larger than the reader's batch.</exception>
    public Batch Read(StreamPlan plan, long epoch, int step, int rank, int worldSize, bool augment)
    {
        ReadOnlySpan<int> slice = plan.Slice(epoch, step, rank, worldSize);
        return Read(slice, index => augment ? _augmentation.Place(plan.Seed, plan.Stream, epoch, index) : Placement.Unchanged);
    }

    /// <summary>
    /// The first batches of the plan's epoch 0, whole and unchanged: the fixed pictures from which batch-norm statistics are re-estimated. Each batch is
    /// valid until the next one.
    /// </summary>
    /// <param name="plan">Plan over this reader's set, usually of the stream Statistics.</param>
    /// <param name="batches">Batches; fewer if an epoch has fewer.</param>
    public IEnumerable<Batch> ReadFirst(StreamPlan plan, int batches)
    {
        for (int step = 0; step < Math.Min(batches, plan.Steps); step++)
        {
            yield return Read(plan, 0, step, 0, 1, augment: false);
        }
    }

    /// <summary>
    /// Every picture of the set once, in its order and unchanged, in batches of the reader's capacity; the last one has what remains. For figures that must be
    /// exact. Each batch is valid until the next one.
    /// </summary>
    public IEnumerable<Batch> ReadAll()
    {
        int[] indices = [.. Enumerable.Range(0, _set.Count)];
        for (int start = 0; start < indices.Length; start += _capacity)
        {
            yield return Read(indices.AsSpan(start, Math.Min(_capacity, indices.Length - start)), _ => Placement.Unchanged);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _buffer.Dispose();
        }
    }

    private Batch Read(ReadOnlySpan<int> indices, Func<int, Placement> place)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(indices.Length, _capacity, nameof(indices));
        Span<byte> images = _buffer.Images;
        Span<long> labels = _buffer.Labels;
        int size = _writer.BytesPerPicture;
        for (int slot = 0; slot < indices.Length; slot++)
        {
            int index = indices[slot];
            _writer.Write(index, place(index), images.Slice(slot * size, size));
            labels[slot] = _set.Labels[index];
        }

        return _buffer.Publish(indices.Length);
    }
}
