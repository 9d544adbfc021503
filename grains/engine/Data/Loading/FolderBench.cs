using System.Diagnostics;
using Cdarts.Engine.Data.Folders;
using Cdarts.Engine.Data.Transforms;

namespace Cdarts.Engine.Data.Loading;

/// <summary>How fast pictures of an image folder can be loaded on this machine.</summary>
/// <param name="Pictures">Pictures that were loaded in each way.</param>
/// <param name="MeanBytes">Bytes of an encoded picture, on average.</param>
/// <param name="PerCore">Pictures per second of processor time, on one thread.</param>
/// <param name="Threads">Threads of the second way.</param>
/// <param name="Together">Pictures per second of elapsed time, on all of them.</param>
public sealed record FolderSpeed(int Pictures, double MeanBytes, double PerCore, int Threads, double Together)
{
    /// <summary>Cores that a rate needs.</summary>
    public double CoresFor(double rate) => rate / PerCore;
}

/// <summary>Loads pictures as training does: read, decode a region, resize, mirror, jitter.</summary>
public static class FolderBench
{
    private const int WarmUp = 16;

    /// <summary>Measures a folder.</summary>
    /// <param name="folder">Image folder, packed or not; train pictures are loaded, spread over the list.</param>
    /// <param name="pictures">How many; fewer where there are fewer.</param>
    /// <param name="threads">Threads; null: as many as a run has.</param>
    /// <param name="timeProvider">Clock.</param>
    /// <exception cref="CdartsException">The folder or a picture cannot be used.</exception>
    public static FolderSpeed Run(string folder, int pictures, int? threads, TimeProvider timeProvider)
    {
        FolderPart part = FolderParts.Open(folder, FolderParts.Train, timeProvider);
        FolderSet set = new("bench", part.Manifest, part.Store, 224, 256);
        int count = Math.Min(pictures, set.Count);
        int[] chosen = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * set.Count / count))];
        int several = threads ?? LoaderThreads.DefaultCount();
        Load(set, [.. chosen.Take(WarmUp)], 1);

        using Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        Load(set, chosen, 1);
        process.Refresh();
        double perCore = count / (process.TotalProcessorTime - before).TotalSeconds;

        long start = timeProvider.GetTimestamp();
        Load(set, chosen, several);
        double together = count / timeProvider.GetElapsedTime(start).TotalSeconds;
        return new FolderSpeed(count, chosen.Average(picture => part.Manifest.Lengths[picture]), perCore, several, together);
    }

    private static void Load(FolderSet set, int[] pictures, int threads)
    {
        TrainingTransformSettings changes = new();
        StreamPlan plan = new(DataStream.Retrain, pictures, seed: 0, pictures.Length, stepsPerEpoch: 1);
        SliceOrder order = new(plan, 0, 0, 0, 1, Augment: true, WithPartners: false);
        int next = -1;
        Exception?[] failures = new Exception?[threads];
        Thread[] running = [.. Enumerable.Range(0, threads).Select(i => new Thread(() => failures[i] = Work()) { IsBackground = true })];
        Array.ForEach(running, thread => thread.Start());
        Array.ForEach(running, thread => thread.Join());
        if (Array.Find(failures, failure => failure is not null) is { } first)
        {
            throw first;
        }

        Exception? Work()
        {
            PictureWorker worker = new(set, changes);
            byte[] target = new byte[set.Channels * set.Height * set.Width];
            Exception? failure = null;
            for (int i = Interlocked.Increment(ref next); i < pictures.Length && failure is null; i = Interlocked.Increment(ref next))
            {
                failure = worker.Load(order, pictures[i], target);
            }

            return failure;
        }
    }
}
