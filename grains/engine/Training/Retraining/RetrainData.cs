using Cdarts.Engine.Data;
using static TorchSharp.torch;

namespace Cdarts.Engine.Training.Retraining;

/// <summary>
/// Which pictures each update sees: the whole train list in an order of its own in every epoch (what is left after the last full batch waits for another
/// epoch), and the test set for the figures. Bound to the training thread.
/// </summary>
internal sealed class RetrainData : IDisposable
{
    private readonly StreamPlan _plan;
    private readonly BatchReader _train;
    private readonly BatchReader _test;
    private readonly int _rank;
    private readonly int _worldSize;

    internal RetrainData(TrainTestSets sets, RetrainSettings settings, Device device, int rank, int worldSize)
    {
        (_rank, _worldSize) = (rank, worldSize);
        int batch = settings.Data.BatchSize;
        int[] indices = [.. Enumerable.Range(0, sets.Train.Count)];
        _plan = new StreamPlan(DataStream.Retrain, indices, settings.Seed, batch, settings.StepsPerEpoch);
        Augmentation augmentation = Augmentation.From(settings.Data);
        _train = new BatchReader(sets.Train, augmentation, settings.Precision, device, batch);
        _test = new BatchReader(sets.Test, Augmentation.None, settings.Precision, device, Math.Min(batch, sets.Test.Count));
        Fingerprint = sets.Train.Fingerprint;
    }

    internal int Steps => _plan.Steps;

    internal string Fingerprint { get; }

    /// <summary>This replica's part of a step's batch, augmented.</summary>
    internal Batch Train(int epoch, int step) => _train.Read(_plan, epoch, step, _rank, _worldSize, augment: true);

    /// <summary>Positions in the data set of the samples of <see cref="Train"/>, in their order.</summary>
    internal ReadOnlySpan<int> Samples(int epoch, int step) => _plan.Slice(epoch, step, _rank, _worldSize);

    /// <summary>The test set, every picture once.</summary>
    internal IEnumerable<Batch> Test() => _test.ReadAll();

    /// <inheritdoc/>
    public void Dispose()
    {
        _train.Dispose();
        _test.Dispose();
    }
}
