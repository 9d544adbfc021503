using Cdarts.Benchmarks.Measuring;
using Cdarts.Engine.Training;

namespace Cdarts.Benchmarks.Steps;

/// <summary>The measurements as plain text, for a results page.</summary>
internal sealed class StepReport(StepSize size, StepWork work, IReadOnlyList<StepContestant> contestants, Rate gemm, Rate convolution)
{
    private StepContestant Reference => contestants.FirstOrDefault(contestant => contestant.Name == "straight") ?? contestants[0];

    internal void PrintTimes(TextWriter output)
    {
        output.WriteLine("ceilings, best of both sides of the run, GFLOP/s by processor time (by elapsed time):");
        output.WriteLine($"  GEMM {Ceilings.GemmSide}^3: {gemm.Cpu:F0} ({gemm.Wall:F0})");
        output.WriteLine($"  dense 3x3 convolution, {Ceilings.Channels} channels, forward: {convolution.Cpu:F0} ({convolution.Wall:F0})");
        output.WriteLine();
        output.WriteLine($"times in ms; speed-up = processor time of {Reference.Name} / that of the form; rates by best processor time");
        output.WriteLine(
            "step              | form       | elapsed best, median | processor best, median | speed-up best, median |   GFLOP | GFLOP/s | % of GEMM | % of conv.");
        Print(output, "joint step", contestant => contestant.Joint, work.Joint);
        Print(output, "  update 1", contestant => contestant.FirstUpdate, StepWork.Total(work.FirstUpdate));
        Print(output, "  update 2", contestant => contestant.SecondUpdate, StepWork.Total(work.SecondUpdate));
        Print(output, "search warm-up", contestant => contestant.SearchWarmup, StepWork.Total(work.SecondUpdate));
        Print(output, "evaluation warm-up", contestant => contestant.EvaluationWarmup, StepWork.Total(work.EvaluationWarmup));
        output.WriteLine();
    }

    internal void PrintOverhead(TextWriter output)
    {
        output.WriteLine("managed side of a joint step, median");
        output.WriteLine("form       | tensors created | managed KiB allocated | collections in all timed steps, gen 0, 1, 2 | live tensors before -> after");
        foreach (StepContestant contestant in contestants)
        {
            IEnumerable<int> collections = Enumerable.Range(0, GC.MaxGeneration + 1)
                .Select(generation => contestant.Overheads.Sum(overhead => overhead.Collections[generation]));
            long[] after = [.. contestant.Live.Select(pair => pair.After).Distinct()];
            string live = $"{contestant.Live[0].Before} -> {contestant.Live[0].After}, "
                + (after.Length == 1 ? "constant over the steps" : $"NOT CONSTANT over the steps: {string.Join(", ", contestant.Live.Select(pair => pair.After))}");
            output.WriteLine(
                $"{contestant.Name,-10} | {Series.Median(contestant.Overheads.Select(overhead => (double)overhead.Tensors)),15:F0} |"
                + $" {Series.Median(contestant.Overheads.Select(overhead => overhead.Bytes / 1024.0)),21:F0} | {string.Join(", ", collections),-43} | {live}");
        }

        output.WriteLine();
    }

    /// <summary>Whether the forms compute the same: figures of the first joint step, from equal weights.</summary>
    internal void PrintAgreement(TextWriter output)
    {
        StepFigures reference = Reference.First!;
        output.WriteLine($"first joint step of {Reference.Name}: {string.Join(", ", Named(reference).Select(figure => $"{figure.Name} {figure.Value:G7}"))}");
        foreach (StepContestant contestant in contestants.Where(contestant => contestant != Reference))
        {
            (string figure, double difference) = Named(contestant.First!).Zip(Named(reference), (a, b) => (a.Name, Math.Abs(a.Value - b.Value) / Math.Abs(b.Value)))
                .MaxBy(pair => pair.Item2);
            output.WriteLine($"  largest relative difference of {contestant.Name}: {difference:E1} ({figure})");
        }

        output.WriteLine();
    }

    internal void PrintAgainst(PyTorchTimes before, PyTorchTimes after, TextWriter output)
    {
        output.WriteLine($"PyTorch {before.Version} (CPU capability {before.Capability}), same sizes, same updates; times in ms, peak {after.PeakMebibytes:F0} MiB");
        output.WriteLine("run            | elapsed best, median | processor best, median | update 1, 2: processor best");
        Print(output, "before our own", before);
        Print(output, "after our own", after);
        double best = Math.Min(before.Joint.BestCpu, after.Joint.BestCpu), median = (before.Joint.MedianCpu + after.Joint.MedianCpu) / 2;
        foreach (StepContestant contestant in contestants)
        {
            output.WriteLine(
                $"processor time of PyTorch / {contestant.Name}: {best / contestant.Joint.BestCpu:F2} by best, {median / contestant.Joint.MedianCpu:F2} by median");
        }

        output.WriteLine();
    }

    private static void Print(TextWriter output, string run, PyTorchTimes times) => output.WriteLine(
        $"{run,-14} | {times.Joint.BestWall,9:F1} {times.Joint.MedianWall,10:F1} | {times.Joint.BestCpu,10:F1} {times.Joint.MedianCpu,11:F1} |"
        + $" {times.FirstUpdate.BestCpu,10:F1} {times.SecondUpdate.BestCpu,10:F1}");

    private void Print(TextWriter output, string step, Func<StepContestant, Series> of, long multiplyAdds)
    {
        double operations = 2e-9 * multiplyAdds * size.Batch;
        Series reference = of(Reference);
        foreach (StepContestant contestant in contestants)
        {
            Series series = of(contestant);
            double rate = 1e3 * operations / series.BestCpu;
            output.WriteLine(
                $"{step,-18}| {contestant.Name,-10} | {series.BestWall,9:F1} {series.MedianWall,10:F1} | {series.BestCpu,10:F1} {series.MedianCpu,11:F1} |"
                + $" {reference.BestCpu / series.BestCpu,10:F2} {reference.MedianCpu / series.MedianCpu,10:F2} | {operations,7:F2} | {rate,7:F1} |"
                + $" {100 * rate / gemm.Cpu,7:F1} % | {100 * rate / convolution.Cpu,8:F1} %");
            step = "";
        }
    }

    private static IEnumerable<(string Name, double Value)> Named(StepFigures figures) =>
    [
        ("search loss", figures.SearchLoss!.Value),
        ("evaluation loss", figures.EvaluationLoss!.Value),
        ("interactive loss", figures.InteractiveLoss!.Value),
        ("weight loss", figures.WeightLoss!.Value),
        ("evaluation gradient norm", figures.EvaluationGradientNorm!.Value),
        ("search gradient norm", figures.SearchGradientNorm!.Value),
    ];
}
