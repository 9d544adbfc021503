using Cdarts.Engine.Data.AutoAugment;
using Cdarts.Engine.Training;
using static TorchSharp.torch;

namespace Cdarts.Engine.Data;

/// <summary>Batches of pictures that are in memory, made when they are asked for.</summary>
internal sealed class MemoryBatchReader : BatchReader
{
    private readonly ImageSet _set;
    private readonly Augmentation _augmentation;
    private readonly PictureWriter _writer;
    private readonly BatchBuffer _buffer;
    private readonly byte[] _partner;
    private bool _disposed;

    /// <summary>Creates the reader and allocates its batch.</summary>
    /// <param name="set">Pictures.</param>
    /// <param name="augmentation">Random changes, where a read asks for them.</param>
    /// <param name="precision">Element type of the pictures.</param>
    /// <param name="device">Device of the batches.</param>
    /// <param name="capacity">Largest batch, in pictures.</param>
    /// <exception cref="CdartsException">The batch has no pictures or more than 2 GB, or the augmentation can push a picture out of itself.</exception>
    public MemoryBatchReader(ImageSet set, Augmentation augmentation, Precision precision, Device device, int capacity)
        : base(set, PictureWriter.BytesOf(set, precision), capacity)
    {
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

        if (augmentation.IsForLargePictures)
        {
            throw new CdartsException($"AutoAugment's policy of ImageNet is for folders of large pictures, not for the data set '{set.Name}': use the policy of CIFAR-10, or none.");
        }

        _set = set;
        _augmentation = augmentation;
        _writer = PictureWriter.Create(set, precision);
        ScalarType type = precision == Precision.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        bool mixup = augmentation.MixupAlpha > 0;
        _buffer = new BatchBuffer(capacity, [set.Channels, set.Height, set.Width], type, device, mixup);
        _partner = new byte[mixup ? _writer.BytesPerPicture : 0];
    }

    /// <inheritdoc/>
    public override Batch Read(StreamPlan plan, long epoch, int step, int rank, int worldSize, bool augment)
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

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _buffer.Dispose();
        }
    }

    /// <inheritdoc/>
    private protected override IEnumerable<Batch> ReadLists(IEnumerable<int[]> lists) => lists.Select(list => Read(list));

    private Batch Read(ReadOnlySpan<int> indices)
    {
        Write(indices, _ => PictureChange.None);
        return _buffer.Publish(indices.Length);
    }

    private void Write(ReadOnlySpan<int> indices, Func<int, PictureChange> change)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        RequireRoom(indices.Length);
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
