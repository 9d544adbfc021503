using Cdarts.Benchmarks.Measuring;
using Cdarts.Engine.Data;
using Cdarts.Engine.Data.Folders;
using Cdarts.Engine.Data.Loading;
using Cdarts.Engine.Data.Transforms;
using Cdarts.Engine.Training;
using static TorchSharp.torch;

namespace Cdarts.Benchmarks.Pictures;

/// <summary>A loader over the train pictures of a folder; each measurement has threads of its own, which are gone after it.</summary>
internal sealed class LoaderRun(string folder, int threads)
{
    internal const int Batch = 50;

    private const int WarmUp = 3;

    private readonly FolderSet _set = Open(folder);

    internal int Threads => threads;

    /// <summary>Takes batches in a running epoch: what is loaded ahead at the beginning is loaded ahead at the end.</summary>
    internal Spent Take(int batches)
    {
        using LoaderThreads loaders = new(threads);
        using BatchReader reader = BatchReader.Create(
            _set, new BatchChanges(Augmentation.None, new TrainingTransformSettings()), Precision.Float32, CPU, Batch, loaders);
        StreamPlan plan = new(DataStream.Retrain, [.. Enumerable.Range(0, _set.Count)], 0, Batch, 0);
        Moment start = default;
        for (int i = 0; i < WarmUp + batches; i++)
        {
            if (i == WarmUp)
            {
                start = Moment.Now;
            }

            reader.Read(plan, i / plan.Steps, i % plan.Steps, 0, 1, augment: true);
        }

        return Moment.Now - start;
    }

    private static FolderSet Open(string folder)
    {
        FolderPart part = FolderParts.Open(folder, FolderParts.Train, TimeProvider.System);
        return new FolderSet("benchmark", part.Manifest, part.Store, 224, 256);
    }
}
