using System.Globalization;
using Cdarts.Engine.Training.Layouts;
using Cdarts.Engine.Training.Layouts.Estimates;

namespace Cdarts.Benchmarks.Layouts;

/// <summary>Which way is the fastest when a device must process so many pictures at once, be it for batch norm as published or to fill a GPU, by its memory.</summary>
internal static class ChoiceTable
{
    private const int Devices = 64;
    private static readonly int[] AtOnce = [32, 64, 96, 128, 192, 256, 384, 512];

    internal static void Write(TextWriter output, PublishedSearch search, LayoutCosts costs, string shares)
    {
        // Measured on a CPU: time of a joint step with cells computed again over that with cells kept.
        double again = search.Name == "ImageNet" ? 1.29 : 1.38;
        double whole = Fastest(search, costs).Search;
        (double wholeApart, double jointApart) = Fastest(search, costs.Apart);
        output.WriteLine();
        output.WriteLine($"### {search.Name}: the fastest way to process so many pictures at once; shares of halves {shares}");
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Without time for messages, on {Devices} devices, over together with cells kept: cells computed again x{again:F2}; a whole search split at its fastest ratio x{whole:F2},"
            + $" with nothing shared x{wholeApart:F2}; a joint step alone, split at its fastest ratio with nothing shared x{jointApart:F2}."));
        output.WriteLine();
        output.WriteLine($"| pictures at once | {string.Join(" | ", MemoryTable.Gigabytes.Select(gigabytes => $"{gigabytes} GB"))} |");
        output.WriteLine($"|---|{string.Concat(MemoryTable.Gigabytes.Select(_ => "---|"))}");
        foreach (int pictures in AtOnce)
        {
            output.WriteLine($"| {pictures} | {string.Join(" | ", MemoryTable.Gigabytes.Select(gigabytes => Best(search, pictures, gigabytes, again, whole, jointApart)))} |");
        }
    }

    private static string Best(PublishedSearch search, int pictures, int gigabytes, double again, double whole, double joint)
    {
        bool Fits(ReplicaRole role, bool checkpoint) => MemoryTable.Largest(search, role, checkpoint, gigabytes) >= pictures;
        bool SplitFits(bool checkpoint) => Fits(ReplicaRole.Search, checkpoint) && Fits(ReplicaRole.Evaluation, checkpoint);
        (bool Fits, string Name, double Search, double Joint)[] ways =
        [
            (Fits(ReplicaRole.Together, false), "together", 1, 1),
            (Fits(ReplicaRole.Together, true), "together, cells again", again, again),
            (SplitFits(false), "split", whole, joint),
            (SplitFits(true), "split, cells again", whole * again, joint * again),
        ];
        if (!ways.Any(way => way.Fits))
        {
            return "none";
        }

        string ofSearch = ways.Where(way => way.Fits).MinBy(way => way.Search).Name, ofJoint = ways.Where(way => way.Fits).MinBy(way => way.Joint).Name;
        return ofSearch == ofJoint ? ofSearch : $"{ofSearch} (of a joint step with nothing shared: {ofJoint})";
    }

    private static (double Search, double Joint) Fastest(PublishedSearch search, LayoutCosts costs)
    {
        // As many pictures as every number of devices divides well enough.
        const int Batch = 128 * Devices;
        LayoutModel model = new(costs, Wire.None);
        LayoutSteps together = model.Together(Batch, Devices);
        LayoutSteps[] splits = [.. Enumerable.Range(1, Devices - 1).Select(count => model.Split(Batch, count, Devices - count))];
        return (splits.Min(steps => steps.Run(search.Schedule)) / together.Run(search.Schedule), splits.Min(steps => steps.Joint) / together.Joint);
    }
}
