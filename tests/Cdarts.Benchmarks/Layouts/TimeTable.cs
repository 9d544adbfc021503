using System.Globalization;
using Cdarts.Engine.Training.Layouts;
using Cdarts.Engine.Training.Layouts.Estimates;

namespace Cdarts.Benchmarks.Layouts;

/// <summary>Times of both layouts by number of devices.</summary>
internal static class TimeTable
{
    /// <summary>A node of eight GPUs with 100 Gb/s: what is left for each.</summary>
    private static readonly Wire Link = new(1.4e9, 20e-6);

    private static readonly int[] Devices = [8, 16, 32, 64, 128, 256, 512];

    private static readonly (string Name, int Search, int Evaluation)[] Ratios = [("1:1", 1, 1), ("2:1", 2, 1), ("3:1", 3, 1)];

    internal static void Write(TextWriter output, PublishedSearch search, LayoutCosts costs)
    {
        output.WriteLine();
        output.WriteLine($"### {search.Name}: times");
        if (search.Batch / Devices[^1] >= 2)
        {
            Rows(output, search, costs, $"The published global batch of {search.Batch}", _ => search.Batch);
        }

        Rows(output, search, costs, $"{search.AtOnce} pictures per device, as published, so that the global batch grows", devices => search.AtOnce * devices);
    }

    private static void Rows(TextWriter output, PublishedSearch search, LayoutCosts costs, string title, Func<int, int> batch)
    {
        output.WriteLine();
        output.WriteLine($"{title}: milliseconds of a joint step, thousand pictures/s; its time, and that of a whole search, over those of together:");
        output.WriteLine();
        output.WriteLine($"| layout | {string.Join(" | ", Devices)} |");
        output.WriteLine($"|---|{string.Concat(Devices.Select(_ => "---|"))}");
        LayoutModel shared = new(costs, Link), apart = new(costs.Apart, Link);
        Row("together", shared, (_, _) => null);
        foreach ((string name, int searchParts, int evaluationParts) in Ratios)
        {
            Row($"split {name}", shared, (_, devices) => RoleRatio.SearchReplicas(devices, searchParts, evaluationParts));
        }

        Row("split, fastest search", shared, (model, devices) => Fastest(model, batch(devices), devices, steps => steps.Run(search.Schedule)));
        Row("nothing shared: split, fastest search", apart, (model, devices) => Fastest(model, batch(devices), devices, steps => steps.Run(search.Schedule)));
        Row("nothing shared: split, fastest joint step", apart, (model, devices) => Fastest(model, batch(devices), devices, steps => steps.Joint));

        void Row(string name, LayoutModel model, Func<LayoutModel, int, int?> searchReplicas) => output.WriteLine(
            $"| {name} | {string.Join(" | ", Devices.Select(devices => Cell(model, search, batch(devices), devices, searchReplicas(model, devices))))} |");
    }

    private static string Cell(LayoutModel model, PublishedSearch search, int batch, int devices, int? searchReplicas)
    {
        LayoutSteps together = model.Together(batch, devices);
        LayoutSteps steps = searchReplicas is { } count ? model.Split(batch, count, devices - count) : together;
        string cell = string.Create(CultureInfo.InvariantCulture, $"{steps.Joint * 1e3:F0} ms, {steps.PicturesPerSecond(batch) / 1e3:F1}");
        return searchReplicas is { } own
            ? string.Create(CultureInfo.InvariantCulture, $"{own}:{devices - own} {cell}; x{steps.Joint / together.Joint:F2}, x{steps.Run(search.Schedule) / together.Run(search.Schedule):F2}")
            : cell;
    }

    private static int Fastest(LayoutModel model, int batch, int devices, Func<LayoutSteps, double> time) =>
        Enumerable.Range(1, devices - 1).MinBy(count => time(model.Split(batch, count, devices - count)));
}
