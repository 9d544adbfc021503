using Cdarts.Benchmarks.Measuring;
using Cdarts.Benchmarks.Steps;
using static TorchSharp.torch;

namespace Cdarts.Benchmarks.Layouts;

/// <summary>Joint steps of the same devices in both layouts, in turn: every replica is a process, over TCP.</summary>
internal static class LayoutsBenchmark
{
    internal static void Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        CommandLine line = new(arguments, ["--size", "--batch", "--search", "--evaluation", "--steps", "--rounds"], [LayoutRank.Apart]);
        StepSize size = StepSize.Named(line.Text("--size", "cifar"));
        size = size.WithBatch(line.Number("--batch", 32));
        int search = line.Number("--search", 1), evaluation = line.Number("--evaluation", 1), steps = line.Number("--steps", 3), rounds = line.Number("--rounds", 7);
        set_num_threads(1);
        output.WriteLine(size.ToString());
        output.WriteLine(Machine.Description);
        output.WriteLine(
            $"modules {(line.Has(LayoutRank.Apart) ? "not shared" : "shared")}; {search + evaluation} processes over TCP, {rounds} round(s) of {steps} joint steps of both layouts in turn, "
            + $"after one that does not count; load average before: {Machine.LoadAverage}");
        string[] common = ["--size", size.Name, "--batch", $"{size.Batch}", "--steps", $"{steps}", .. line.Has(LayoutRank.Apart) ? (string[])[LayoutRank.Apart] : []];
        using LayoutGroup together = new("together", search + evaluation, common);
        using LayoutGroup split = new("split", search + evaluation, [.. common, "--search", $"{search}", "--evaluation", $"{evaluation}"]);
        for (int round = -1; round < rounds; round++)
        {
            foreach (LayoutGroup group in round % 2 == 0 ? (LayoutGroup[])[together, split] : [split, together])
            {
                group.Round(counts: round >= 0);
            }
        }

        output.WriteLine("layout   | ms per joint step best, median | pictures/s, median | processor ms per step, all replicas");
        foreach (LayoutGroup group in (LayoutGroup[])[together, split])
        {
            double median = Series.Median(group.StepMilliseconds(steps));
            output.WriteLine($"{group.Name,-8} | {group.StepMilliseconds(steps).Min(),17:F0} {median,12:F0} | {2e3 * size.Batch / median,18:F1} | {group.Cpu(steps),10:F0}");
        }

        output.WriteLine(
            $"split / together, pictures/s: {Series.Median(together.StepMilliseconds(steps).Zip(split.StepMilliseconds(steps), (a, b) => a / b)):F3} median of the rounds' ratios, "
            + $"{together.StepMilliseconds(steps).Min() / split.StepMilliseconds(steps).Min():F3} by best");
        output.WriteLine("replica             | peak MiB | in calls with the other side, share of the step | exchange ms, share of the step");
        for (int rank = 0; rank < search + evaluation; rank++)
        {
            output.WriteLine($"{$"together {rank}",-19} | {together.Median(rank, figures => figures.PeakMebibytes),8:F0} |");
        }

        double step = Series.Median(split.StepMilliseconds(steps));
        for (int rank = 0; rank < search + evaluation; rank++)
        {
            double exchange = split.Median(rank, figures => figures.Exchange);
            output.WriteLine(
                $"{(rank < search ? $"split, search {rank}" : $"split, evaluation {rank}"),-19} | {split.Median(rank, figures => figures.PeakMebibytes),8:F0} |"
                + $" {split.Median(rank, figures => figures.Wait / figures.Wall),46:P0} | {exchange:F2} ms, {exchange / step:P2}");
        }

        output.WriteLine($"load average after: {Machine.LoadAverage}");
    }
}
