using Cdarts.Engine.Collectives;
using Cdarts.Engine.Data;
using Cdarts.Engine.Data.Loading;
using Cdarts.Engine.Training.Sessions;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training;

/// <summary>
/// The streams of a run: which pictures each update sees. Train half for the search network's weights, validation half for alphas and evaluation
/// network; the test set is only read for held-out figures. Bound to the training thread.
/// </summary>
internal sealed class TrainingData : IDisposable
{
    private readonly StreamPlan _train;
    private readonly StreamPlan _valid;
    private readonly StreamPlan _warmup;
    private readonly StreamPlan _meanwhile;
    private readonly StreamPlan _statistics;
    private readonly LoaderThreads? _loaders;
    private readonly BatchReader _first;
    private readonly BatchReader _second;
    private readonly BatchReader _test;
    private readonly ICollective _group;

    internal TrainingData(TrainTestSets sets, CdartsSettings settings, Device device, ICollective group)
    {
        SplitIndices split = TrainList.Split(sets.Train, settings.Data, settings.Data.TrainFraction, settings.Seed);
        _group = group;
        int batch = settings.Data.BatchSize;

        // All phases have equally many steps: what the smaller half gives, unless given.
        int steps = settings.Schedule.StepsPerEpoch == 0
            ? StepCount.Of(Math.Min(split.Train.Length, split.Valid.Length), batch, settings.Data.SampleRatio)
            : settings.Schedule.StepsPerEpoch;
        StreamPlan Plan(DataStream stream, int[] indices) => new(stream, indices, settings.Seed, batch, steps);
        _train = Plan(DataStream.SearchTrain, split.Train);
        _valid = Plan(DataStream.SearchValid, split.Valid);
        _warmup = Plan(DataStream.EvaluationWarmup, settings.Schedule.EvaluationWarmupSplit == SplitHalf.Train ? split.Train : split.Valid);
        _meanwhile = Plan(DataStream.SearchMeanwhile, split.Train);
        _statistics = Plan(DataStream.Statistics, split.Valid);

        _loaders = sets.Train is FolderSet ? new LoaderThreads() : null;
        BatchReader Reader(PictureSet set, int capacity) =>
            BatchReader.Create(set, BatchChanges.From(settings.Data), settings.Precision, device, capacity, _loaders);
        _first = Reader(sets.Train, batch);
        _second = Reader(sets.Train, batch);
        _test = Reader(sets.Test, settings.Data.AtOnce(Math.Min(batch, sets.Test.Count)));
        StatisticsParts = new BatchParts(settings.Data.DeviceBatch, new SingleCollective());
        (Steps, Fingerprint, SplitHash) = (_train.Steps, sets.Train.Fingerprint, split.Hash);
    }

    internal int Steps { get; }

    /// <summary>Cuts the batches of <see cref="Statistics"/>, which every replica processes whole.</summary>
    internal BatchParts StatisticsParts { get; }

    internal string Fingerprint { get; }

    internal string SplitHash { get; }

    /// <summary>How long batches were waited for.</summary>
    internal DataWait Wait { get; } = new();

    /// <summary>Is told of the samples of each batch that is trained on.</summary>
    internal SessionAudit? Audit { get; set; }

    internal Batch SearchTrain(long epoch, int step) => Read(_first, _train, epoch, step);

    internal Batch SearchValid(long epoch, int step) => Read(_second, _valid, epoch, step);

    internal Batch EvaluationWarmup(long epoch, int step) => Read(_second, _warmup, epoch, step);

    internal Batch SearchMeanwhile(long epoch, int step) => Read(_first, _meanwhile, epoch, step);

    /// <summary>Fixed training batches, without augmentation, from which batch-norm statistics are re-estimated.</summary>
    internal IEnumerable<Batch> Statistics(int batches) => _first.ReadFirst(_statistics, batches);

    /// <summary>This replica's share of the official test set, every picture of which counts once.</summary>
    internal IEnumerable<Batch> Test() => _test.ReadAll(_group.Rank, _group.WorldSize);

    /// <inheritdoc/>
    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _test.Dispose();
        _loaders?.Dispose();
    }

    private Batch Read(BatchReader reader, StreamPlan plan, long epoch, int step)
    {
        Audit?.Read(plan.Stream, epoch, step, plan.Slice(epoch, step, _group.Rank, _group.WorldSize), _group.WorldSize);
        return Wait.Time(() => reader.Read(plan, epoch, step, _group.Rank, _group.WorldSize, augment: true));
    }
}
