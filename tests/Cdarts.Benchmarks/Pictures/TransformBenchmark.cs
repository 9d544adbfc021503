using System.Globalization;
using Cdarts.Benchmarks.Measuring;
using SkiaSharp;

namespace Cdarts.Benchmarks.Pictures;

/// <summary>
/// Images per second and core of the transforms for ImageNet, stage by stage, by processor time, and of the same work in Pillow and torchvision before and after.
/// </summary>
internal static class TransformBenchmark
{
    private const string Set = "imagenet-decode-250";

    internal static void Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        CommandLine line = new(arguments, ["--rounds", "--warmup", "--python"], []);
        int rounds = line.Number("--rounds", otherwise: 5);
        PictureFiles files = PictureFiles.Read(Set);
        TransformWork work = new(files);
        output.WriteLine(Machine.Description);
        output.WriteLine(
            $"SkiaSharp {typeof(SKCodec).Assembly.GetName().Version}; {files.Bytes.Count} JPEG of {Set} in memory, {files.Bytes.Average(bytes => bytes.Length) / 1000:F1} kB on average, one thread unless said otherwise; "
            + $"{rounds} rounds; load average before: {Machine.LoadAverage}");
        PillowReference? pillow = PillowReference.Find(line.Text("--python", otherwise: "/usr/bin/python3"), output);

        IReadOnlyList<PillowStage> before = pillow?.Run(work, files, rounds) ?? [];
        Series[] ours = Measure(work.Stages, rounds, line.Number("--warmup", otherwise: 3, least: 0));
        IReadOnlyList<PillowStage> after = pillow?.Run(work, files, rounds) ?? [];

        Print(output, "Cdarts", work.Stages.Select((stage, i) => (stage.Name, ours[i])), files.Bytes.Count);
        Print(output, pillow is null ? "Pillow: not there" : $"{pillow.Version}, before", before.Select(stage => (stage.Name, stage.Times)), files.Bytes.Count);
        Print(output, pillow is null ? "Pillow: not there" : $"{pillow.Version}, after", after.Select(stage => (stage.Name, stage.Times)), files.Bytes.Count);
        output.WriteLine($"load average after: {Machine.LoadAverage}");
    }

    private static Series[] Measure(IReadOnlyList<(string Name, Action Run)> stages, int rounds, int warmup)
    {
        Series[] series = [.. stages.Select(_ => new Series())];
        for (int round = -warmup; round < rounds; round++)
        {
            for (int i = 0; i < stages.Count; i++)
            {
                Moment start = Moment.Now;
                stages[i].Run();
                Spent spent = Moment.Now - start;
                if (round >= 0)
                {
                    series[i].Add(spent);
                }
            }
        }

        return series;
    }

    private static void Print(TextWriter output, string title, IEnumerable<(string Name, Series Times)> stages, int pictures)
    {
        output.WriteLine();
        output.WriteLine($"{title,-40} | images/s/core, best | median | ms per image, median");
        foreach ((string name, Series times) in stages)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {name,-38} | {1000 * pictures / times.BestCpu,19:F0} | {1000 * pictures / times.MedianCpu,6:F0} | {times.MedianCpu / pictures,20:F3}"));
        }
    }
}
