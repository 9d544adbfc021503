using Cdarts.Engine.Data.Loading;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Data;

/// <summary>Batches of encoded pictures in files, loaded ahead by other threads.</summary>
internal sealed class FolderBatchReader : BatchReader
{
    private readonly FolderSet _set;
    private readonly BatchChanges _changes;
    private readonly Device _device;
    private readonly LoaderThreads _threads;
    private readonly LoaderThreads? _own;
    private readonly LoaderStream _stream;
    private readonly NormalisedBatch _images;
    private readonly ScalarType _type;
    private Batch? _published;

    /// <summary>Creates the reader; memory is taken with the first batch.</summary>
    /// <param name="set">Pictures.</param>
    /// <param name="changes">Random changes, where a read asks for them.</param>
    /// <param name="precision">Element type of the pictures.</param>
    /// <param name="device">Device of the batches.</param>
    /// <param name="capacity">Largest batch, in pictures.</param>
    /// <param name="threads">Threads that decode; null: the reader has its own.</param>
    /// <exception cref="CdartsException">The batch has no pictures or more than 2 GB of pixels, or the changes are for other pictures.</exception>
    public FolderBatchReader(FolderSet set, BatchChanges changes, Precision precision, Device device, int capacity, LoaderThreads? threads)
        : base(set, BytesPerPicture(set), capacity)
    {
        if (changes.Small.IsForSmallPictures)
        {
            throw new CdartsException(
                $"Cutout and AutoAugment's policy of CIFAR-10 are for small pictures, not for the data set '{set.Name}': set retrain.cutout_length to 0, and retrain.auto_augment to imagenet or none.");
        }

        changes.Large.Validate();
        (_set, _changes, _device) = (set, changes, device);
        _type = precision == Precision.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        _threads = threads ?? (_own = new LoaderThreads());
        _stream = NewStream();
        _images = new NormalisedBatch(set, _type, device);
    }

    /// <inheritdoc/>
    public override Batch Read(StreamPlan plan, long epoch, int step, int rank, int worldSize, bool augment)
    {
        int count = plan.Slice(epoch, step, rank, worldSize).Length;
        RequireRoom(count);
        bool mixed = augment && _changes.Small.MixupAlpha > 0;
        SliceOrder order = new(plan, epoch, step, rank, worldSize, augment, mixed);
        int[] pictures = Load(_stream, order);
        int first = plan.FirstPlace(rank, worldSize) - order.FirstLoaded;
        return Publish(pictures, first, count, mixed ? Shares(order, pictures) : null);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Unpublish();
        _stream.Dispose();
        _own?.Dispose();
        _images.Dispose();
    }

    /// <inheritdoc/>
    private protected override IEnumerable<Batch> ReadLists(IEnumerable<int[]> lists)
    {
        // A stream of its own: what is loaded ahead for training stays.
        int[][] all = [.. lists];
        using LoaderStream pass = NewStream();
        for (int i = 0; i < all.Length; i++)
        {
            RequireRoom(all[i].Length);
            Load(pass, new ListOrder(all, i));
            yield return Publish(all[i], 0, all[i].Length, shares: null);
        }
    }

    private static int BytesPerPicture(FolderSet set) => set.Channels * set.Height * set.Width;

    private LoaderStream NewStream() =>
        new(_threads, () => new PictureWorker(_set, _changes.Large), BytesPerPicture(_set), pinned: _device.type == DeviceType.CUDA);

    /// <summary>Waits for the pictures and normalises them; then their memory is free for the next ones.</summary>
    private int[] Load(LoaderStream stream, BatchOrder order)
    {
        LoadedBatch loaded = stream.Take(order);
        int[] pictures = loaded.Pictures;
        _images.Write(loaded.Pixels, pictures.Length);
        stream.Release();
        return pictures;
    }

    /// <summary>Share of each pair of neighbours, as for pictures in memory; the last place of an odd batch has no partner.</summary>
    private double[] Shares(SliceOrder order, int[] pictures) =>
        [.. Enumerable.Range(0, pictures.Length / 2).Select(pair => _changes.Small.MixupShare(order.Plan.Seed, order.Plan.Stream, order.Epoch, pictures[2 * pair]))];

    private Batch Publish(int[] pictures, int first, int count, double[]? shares)
    {
        Unpublish();
        Mixup? mixup = null;
        if (shares is not null)
        {
            _images.Mix(shares);
            int[] partners = [.. Enumerable.Range(first, count).Select(slot => (slot ^ 1) < pictures.Length ? slot ^ 1 : slot)];
            mixup = new Mixup(
                LabelsOf(partners.Select(slot => pictures[slot])),
                tensor([.. Enumerable.Range(first, count).Select(slot => slot / 2 < shares.Length ? shares[slot / 2] : 1)], _type, _device).DetachFromDisposeScope());
        }

        Tensor images = _images.Images.narrow(0, first, count).DetachFromDisposeScope();
        _published = new Batch(images, LabelsOf(pictures.Skip(first).Take(count)), count, mixup);
        return _published.Value;
    }

    private Tensor LabelsOf(IEnumerable<int> pictures) =>
        tensor([.. pictures.Select(picture => (long)_set.Labels[picture])], ScalarType.Int64, _device).DetachFromDisposeScope();

    private void Unpublish()
    {
        if (_published is { } batch)
        {
            batch.Images.Dispose();
            batch.Labels.Dispose();
            batch.Mixup?.PartnerLabels.Dispose();
            batch.Mixup?.Shares.Dispose();
            _published = null;
        }
    }
}
