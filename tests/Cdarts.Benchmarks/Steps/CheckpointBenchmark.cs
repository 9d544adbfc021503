using System.Globalization;
using Cdarts.Benchmarks.Measuring;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Networks;
using Cdarts.Engine.Training;
using static TorchSharp.torch;

namespace Cdarts.Benchmarks.Steps;

/// <summary>
/// What cells that are computed again, and parts of a batch, save in memory and cost in time: joint steps, each variant in a process of its own, since a process's
/// peak never falls. All variants in turn, round after round.
/// </summary>
internal static class CheckpointBenchmark
{
    /// <summary>Command by which the program measures one variant in a child.</summary>
    internal const string ChildCommand = "checkpoint-child";

    private const string CheckpointCells = "--checkpoint";

    internal static void Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        CommandLine line = new(arguments, ["--size", "--batch", "--forms", "--parts", "--steps", "--rounds"], []);
        StepSize size = StepSize.From(line, otherwise: "cifar");
        set_num_threads(1);
        output.WriteLine(size.ToString());
        output.WriteLine(Machine.Description);
        int steps = line.Number("--steps", 2), rounds = line.Number("--rounds", 2);
        Variant[] variants =
        [
            .. from form in line.Members<NetworkForm>("--forms", otherwise: "fast")
               from parts in line.Text("--parts", "1").Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))
               from checkpoint in (bool[])[false, true]
               select new Variant(form, parts, checkpoint),
        ];
        output.WriteLine($"{rounds} round(s) of all in turn, {steps} joint step(s) each after one that is not timed; load average before: {Machine.LoadAverage}");
        for (int round = 0; round < rounds; round++)
        {
            foreach (Variant variant in variants)
            {
                variant.Measure(size, steps);
            }
        }

        output.WriteLine("processor time in ms per joint step; memory in MiB: resident before the first step, most during steps, difference");
        output.WriteLine("variant                              | processor best, median | of first | before   most  steps | of first");
        Variant first = variants[0];
        foreach (Variant variant in variants)
        {
            output.WriteLine(
                $"{variant.Name,-36} | {variant.Times.BestCpu,14:F0} {variant.Times.MedianCpu,7:F0} | {variant.Times.BestCpu / first.Times.BestCpu,8:F2} |"
                + $" {variant.Before,6:F0} {variant.Most,6:F0} {variant.Most - variant.Before,6:F0} | {(variant.Most - variant.Before) / (first.Most - first.Before),8:F2}");
        }

        output.WriteLine($"load average after: {Machine.LoadAverage}");
    }

    /// <summary>The child: prints the memory before and at most, then the processor time of each step.</summary>
    internal static void RunChild(IReadOnlyList<string> arguments, TextWriter output)
    {
        CommandLine line = new(arguments, ["--size", "--batch", "--forms", "--parts", "--steps"], [CheckpointCells]);
        StepSize size = StepSize.From(line, otherwise: "cifar");
        CdartsSettings settings = size.Settings with
        {
            Network = size.Settings.Network with { CheckpointCells = line.Has(CheckpointCells) },
            Data = size.Settings.Data with { DeviceBatch = Math.Max(2, size.Batch / line.Number("--parts", 1)) },
        };
        set_num_threads(1);
        using TrainingSetup setup = new(
            size with { Settings = settings }, line.Members<NetworkForm>("--forms", otherwise: "fast")[0], new StepData(size), new SingleCollective());
        Print(output, Machine.PeakResidentMebibytes);
        setup.Joint();
        Print(output, Machine.PeakResidentMebibytes);
        for (int step = 0; step < line.Number("--steps", 2); step++)
        {
            Moment start = Moment.Now;
            setup.Joint();
            Spent spent = Moment.Now - start;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{spent.WallMilliseconds:F1} {spent.CpuMilliseconds:F1}"));
        }
    }

    private static void Print(TextWriter output, double value) => output.WriteLine(value.ToString("F1", CultureInfo.InvariantCulture));

    private sealed class Variant(NetworkForm form, int parts, bool checkpoint)
    {
        internal string Name { get; } =
            $"{form.ToString().ToLowerInvariant()}, {parts} part(s), cells {(checkpoint ? "computed again" : "kept")}";

        internal Series Times { get; } = new();

        internal double Before { get; private set; }

        internal double Most { get; private set; }

        internal void Measure(StepSize size, int steps)
        {
            IReadOnlyList<string> lines = ChildProcess.Lines(ChildProcess.Self(
            [
                ChildCommand, "--size", size.Name, "--batch", $"{size.Batch}", "--forms", form.ToString().ToLowerInvariant(), "--parts", $"{parts}",
                "--steps", $"{steps}", .. checkpoint ? (string[])[CheckpointCells] : [],
            ]));
            double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
            (Before, Most) = (Number(lines[0]), Math.Max(Most, Number(lines[1])));
            foreach (string[] spent in lines.Skip(2).Select(text => text.Split(' ')))
            {
                Times.Add(new Spent(Number(spent[0]), Number(spent[1])));
            }
        }
    }
}
