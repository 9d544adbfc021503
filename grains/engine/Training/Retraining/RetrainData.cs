using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using Cdarts.Engine.Data.Loading;
using Cdarts.Engine.Training.Sessions;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Retraining;

/// <summary>
/// Which pictures each update sees: the train list, less what is held out to choose the best epoch by, in an order of its own in every epoch (what is left
/// after the last full batch waits for another epoch); and the pictures that are measured on. Bound to the training thread.
/// </summary>
internal sealed class RetrainData : IDisposable
{
    private readonly StreamPlan _plan;
    private readonly LoaderThreads? _loaders;
    private readonly BatchReader _train;
    private readonly BatchReader _test;
    private readonly BatchReader _heldOut;
    private readonly int[] _heldOutIndices;
    private readonly ICollective _group;

    internal RetrainData(TrainTestSets sets, RetrainSettings settings, Device device, ICollective group)
    {
        _group = group;
        int batch = settings.Data.BatchSize;
        int[] indices = TrainList.Subset(sets.Train, settings.Data, settings.Seed);
        _heldOutIndices = [];
        SplitHash = indices.Length == sets.Train.Count ? "" : SplitIndices.HashOf(indices, []);
        if (settings.Best == BestEpoch.Validation)
        {
            RequireBothParts(sets.Train, indices, settings.ValidationFraction);
            SplitIndices split = StratifiedSplit.Create(sets.Train.Labels, indices, sets.Train.Classes, 1 - settings.ValidationFraction, settings.Seed);
            (indices, _heldOutIndices, SplitHash) = (split.Train, split.Valid, split.Hash);
        }

        _plan = new StreamPlan(DataStream.Retrain, indices, settings.Seed, batch, settings.StepsPerEpoch);
        _loaders = sets.Train is FolderSet ? new LoaderThreads() : null;
        BatchReader Reader(PictureSet set, BatchChanges changes, int capacity) =>
            BatchReader.Create(set, changes, settings.Precision, device, capacity, _loaders);
        _train = Reader(sets.Train, BatchChanges.From(settings.Data, settings.Augmentation), batch);
        _heldOut = Reader(sets.Train, BatchChanges.None, settings.Data.AtOnce(Math.Clamp(_heldOutIndices.Length, 1, batch)));
        _test = Reader(sets.Test, BatchChanges.None, settings.Data.AtOnce(Math.Min(batch, sets.Test.Count)));
        Fingerprint = sets.Train.Fingerprint;
    }

    /// <summary>How long batches were waited for.</summary>
    internal DataWait Wait { get; } = new();

    /// <summary>Is told of the samples of each batch that is trained on.</summary>
    internal SessionAudit? Audit { get; set; }

    internal int Steps => _plan.Steps;

    internal string Fingerprint { get; }

    /// <summary>Hash of the split of the train list; empty when the whole list is learned from.</summary>
    internal string SplitHash { get; }

    /// <summary>This replica's part of a step's batch, augmented.</summary>
    internal Batch Train(int epoch, int step)
    {
        Audit?.Read(DataStream.Retrain, epoch, step, Samples(epoch, step));
        return Wait.Time(() => _train.Read(_plan, epoch, step, _group.Rank, _group.WorldSize, augment: true));
    }

    /// <summary>Positions in the data set of the samples of <see cref="Train"/>, in their order.</summary>
    internal ReadOnlySpan<int> Samples(int epoch, int step) => _plan.Slice(epoch, step, _group.Rank, _group.WorldSize);

    /// <summary>This replica's share of the test set, every picture of which counts once.</summary>
    internal IEnumerable<Batch> Test() => _test.ReadAll(_group.Rank, _group.WorldSize);

    /// <summary>The same of what is held out of the train list.</summary>
    internal IEnumerable<Batch> HeldOut() => _heldOut.ReadEach(_heldOutIndices, _group.Rank, _group.WorldSize);

    /// <inheritdoc/>
    public void Dispose()
    {
        _train.Dispose();
        _heldOut.Dispose();
        _test.Dispose();
        _loaders?.Dispose();
    }

    private static void RequireBothParts(PictureSet train, int[] indices, double fraction)
    {
        foreach ((int label, int count) in indices.CountBy(index => train.Labels[index]).OrderBy(pair => pair.Key))
        {
            int learned = (int)Math.Round(count * (1 - fraction), MidpointRounding.AwayFromZero);
            if (learned == 0 || learned == count)
            {
                throw new CdartsException(FormattableString.Invariant(
                    $"validation_fraction {fraction} holds out {count - learned} of the {count} train pictures of class {label}: some must be held out and some left to learn from, so choose another fraction or another way to choose the best epoch."));
            }
        }
    }
}
