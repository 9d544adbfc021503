using Cdarts.Engine.Data.AutoAugment;
using Cdarts.Engine.Networks;
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
    private readonly byte[] _partner;
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

        if (augmentation.NeedsColour && set.Channels != OperationCanvas.Channels)
        {
            throw new CdartsException(
                $"AutoAugment needs pictures of {OperationCanvas.Channels} channels, but those of the data set '{set.Name}' have {set.Channels}: switch it off for them.");
        }

        _set = set;
        _augmentation = augmentation;
        _capacity = capacity;
        ScalarType type = NumberTypes.Of(precision).Weights;
        bool mixup = augmentation.MixupAlpha > 0;
        _buffer = new BatchBuffer(capacity, [set.Channels, set.Height, set.Width], type, device, mixup);
        _partner = new byte[mixup ? _writer.BytesPerPicture : 0];
    }

    /// <summary>Reads a rank's slice of a step's batch.</summary>
    /// <param name="plan">Plan over this reader's set.</param>
    /// <param name="epoch">Epoch of the plan's stream.</param>
    /// <param name="step">Step in the epoch.</param>
    /// <param name="rank">Rank.</param>
    /// <param name="worldSize">Replicas.</param>
    /// <param name="augment">Whether pictures are changed at random, and mixed where the augmentation has mixup.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step or rank does not exist, or the slice is larger than the reader's batch.</exception>
    public Batch Read(StreamPlan plan, long epoch, int step, int rank, int worldSize, bool augment)
    {
        ReadOnlySpan<int> slice = plan.Slice(epoch, step, rank, worldSize);
        if (!augment)
        {
            return Read(slice);
        }

        PictureChange Change(int index) => _augmentation.Change(plan.Seed, plan.Stream, epoch, index, _set.Height, _set.Width);
        Write(slice, Change);
        bool mixed = _augmentation.MixupAlpha > 0;
        if (mixed)
        {
            Mix(plan, epoch, plan.Slice(epoch, step, 0, 1), plan.FirstPlace(rank, worldSize), slice.Length, Change);
        }

        return _buffer.Publish(slice.Length, mixed);
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
    public IEnumerable<Batch> ReadAll() => ReadEach([.. Enumerable.Range(0, _set.Count)]);

    /// <summary>As <see cref="ReadAll"/>, of the pictures at some positions.</summary>
    public IEnumerable<Batch> ReadEach(int[] indices)
    {
        for (int start = 0; start < indices.Length; start += _capacity)
        {
            yield return Read(indices.AsSpan(start, Math.Min(_capacity, indices.Length - start)));
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

    private Batch Read(ReadOnlySpan<int> indices)
    {
        Write(indices, _ => PictureChange.None);
        return _buffer.Publish(indices.Length);
    }

    private void Write(ReadOnlySpan<int> indices, Func<int, PictureChange> change)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(indices.Length, _capacity, nameof(indices));
        Span<long> labels = _buffer.Labels;
        for (int slot = 0; slot < indices.Length; slot++)
        {
            int index = indices[slot];
            _writer.Write(index, change(index), Picture(slot));
            labels[slot] = _set.Labels[index];
        }
    }

    /// <summary>
    /// Mixes the written slice. Places 2i and 2i + 1 of the global batch are partners, so that the result does not depend on the slices: where a slice ends
    /// between two partners, the one outside is read as well. The last place of an odd batch stays alone.
    /// </summary>
    private void Mix(StreamPlan plan, long epoch, ReadOnlySpan<int> batch, int first, int count, Func<int, PictureChange> change)
    {
        Span<long> partnerLabels = _buffer.PartnerLabels;
        for (int slot = 0; slot < count; slot++)
        {
            int place = first + slot;
            int partner = place ^ 1;
            if (partner >= batch.Length)
            {
                partnerLabels[slot] = _set.Labels[batch[place]];
                _buffer.SetShare(slot, 1);
                continue;
            }

            double share = _augmentation.MixupShare(plan.Seed, plan.Stream, epoch, batch[Math.Min(place, partner)]);
            partnerLabels[slot] = _set.Labels[batch[partner]];
            _buffer.SetShare(slot, share);
            bool isFirst = partner > place;
            if (isFirst && slot + 1 < count)
            {
                _writer.Mix(Picture(slot), Picture(slot + 1), share);
            }
            else if (isFirst || slot == 0)
            {
                _writer.Write(batch[partner], change(batch[partner]), _partner);
                _writer.Mix(Picture(slot), _partner, share);
            }
        }
    }

    private Span<byte> Picture(int slot) => _buffer.Images.Slice(slot * _writer.BytesPerPicture, _writer.BytesPerPicture);
}
