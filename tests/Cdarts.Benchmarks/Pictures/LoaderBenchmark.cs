using System.Globalization;
using Cdarts.Benchmarks.Measuring;
using Cdarts.Engine.Data.Shards;

namespace Cdarts.Benchmarks.Pictures;

/// <summary>
/// Pictures per second of the loader: of files, of shards with the same bytes and of shards with a short side of 256, by number of threads; with the reference's rate
/// before and after.
/// </summary>
internal static class LoaderBenchmark
{
    private const string Set = "imagenet-decode-250";

    internal static void Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        CommandLine line = new(arguments, ["--rounds", "--batches", "--python"], []);
        int rounds = line.Number("--rounds", otherwise: 5), batches = line.Number("--batches", otherwise: 10);
        PictureFiles files = PictureFiles.Read(Set);
        string root = Directory.CreateTempSubdirectory("cdarts-loader-").FullName;
        try
        {
            (string Name, string Folder)[] places =
            [
                ("files", Path.GetDirectoryName(files.Folder)!),
                ("shards, original bytes", Pack(files, root, "same", new PackSettings())),
                ("shards, short side 256", Pack(files, root, "small", new PackSettings(256))),
            ];
            output.WriteLine(Machine.Description);
            output.WriteLine(
                $"{files.Bytes.Count} JPEG of {Set}, {files.Bytes.Average(bytes => bytes.Length) / 1000:F1} kB on average, read from the page cache; whole training transform to 224 in "
                + $"batches of {LoaderRun.Batch} and normalised on the CPU; {rounds} rounds of {batches} batches; load average before: {Machine.LoadAverage}");
            PillowReference? pillow = PillowReference.Find(line.Text("--python", otherwise: "/usr/bin/python3"), output);
            TransformWork? work = pillow is null ? null : new TransformWork(files);
            IReadOnlyList<PillowStage> before = pillow?.Run(work!, files, rounds) ?? [];
            foreach ((string name, int threads, Series series) in Measure(places, rounds, batches))
            {
                Print(output, $"{name}, {threads} thread{(threads == 1 ? "" : "s")}", series, batches * LoaderRun.Batch);
            }

            IReadOnlyList<PillowStage> after = pillow?.Run(work!, files, rounds) ?? [];
            foreach ((string when, PillowStage stage) in before.Select(stage => ("before", stage)).Concat(after.Select(stage => ("after", stage))))
            {
                Print(output, $"{pillow!.Version}, {when}: {stage.Name}", stage.Times, files.Bytes.Count);
            }

            output.WriteLine($"load average after: {Machine.LoadAverage}");
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static string Pack(PictureFiles files, string root, string name, PackSettings settings)
    {
        string target = Path.Combine(root, name);
        FolderPacking.Run(Path.GetDirectoryName(files.Folder)!, target, settings, _ => { }, TimeProvider.System, CancellationToken.None);
        return target;
    }

    /// <summary>Round by round, so that a busy machine is busy for all.</summary>
    private static IEnumerable<(string Name, int Threads, Series Series)> Measure((string Name, string Folder)[] places, int rounds, int batches)
    {
        int[] counts = [.. ((int[])[1, 2, 4, 8, 16, 32, 64, 128]).Where(threads => threads <= 2 * Environment.ProcessorCount)];
        (string Name, LoaderRun Run, Series Series)[] runs =
            [.. places.SelectMany(place => counts.Select(threads => (place.Name, new LoaderRun(place.Folder, threads), new Series())))];
        for (int round = 0; round < rounds; round++)
        {
            foreach ((_, LoaderRun run, Series series) in runs)
            {
                series.Add(run.Take(batches));
            }
        }

        return runs.Select(run => (run.Name, run.Run.Threads, run.Series));
    }

    private static void Print(TextWriter output, string name, Series series, int pictures) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"  {name,-70} | {1000 * pictures / series.BestCpu,6:F0} best, {1000 * pictures / series.MedianCpu,6:F0} median per core | {1000 * pictures / series.BestWall,6:F0} best, {1000 * pictures / series.MedianWall,6:F0} median elapsed"));
}
