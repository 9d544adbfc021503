using Cdarts.Benchmarks.Measuring;
using Cdarts.Benchmarks.Steps;
using Cdarts.Engine.Networks;
using static TorchSharp.torch;

namespace Cdarts.Benchmarks.Replicas;

/// <summary>
/// What connecting two replicas costs: pictures per second, each alone against both in one group. The throughput of a round is the sum of the
/// replicas' own; short rounds in turn, so that other work on the machine falls on both cases.
/// </summary>
internal static class ReplicaBenchmark
{
    private const double Target = 0.95;

    internal static void Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        CommandLine line = new(arguments, ["--size", "--batch", "--steps", "--rounds", "--forms"], []);
        StepSize size = StepSize.From(line, otherwise: "small");
        NetworkForm form = line.Members<NetworkForm>("--forms", otherwise: "fast")[0];
        int steps = line.Number("--steps", 2), rounds = line.Number("--rounds", 10);
        set_num_threads(1);
        output.WriteLine(size.ToString());
        output.WriteLine(Machine.Description);
        output.WriteLine(
            $"form {form.ToString().ToLowerInvariant()}; two replicas on two threads, {rounds} round(s) of {steps} joint steps in turn; load average before: {Machine.LoadAverage}");
        using ReplicaPair pair = new(size, form);
        pair.Run(steps, rounds);

        output.WriteLine("replicas    | pictures/s best, median | processor ms per step and replica: best, median");
        Print(output, "unconnected", pair.Unconnected);
        Print(output, "connected", pair.Connected);
        output.WriteLine(
            $"throughput connected / unconnected (target {Target:F2}): {pair.Connected.Best / pair.Unconnected.Best:F3} by best, "
            + $"{pair.Connected.Median / pair.Unconnected.Median:F3} by median, "
            + $"{Series.Median(pair.Connected.PicturesPerSecond.Zip(pair.Unconnected.PicturesPerSecond, (a, b) => a / b)):F3} median of the rounds' ratios");
        output.WriteLine(
            $"all-reduce per connected step: {string.Join("; ", pair.Collectives.Select(rank
                => $"rank {rank.Rank} waits {rank.WaitMilliseconds / pair.ConnectedSteps:F1} ms for the other and sums {rank.SumMilliseconds / pair.ConnectedSteps:F1} ms"))}");
        output.WriteLine($"the connected replicas' alphas are bitwise equal afterwards (SHA-256 {pair.Digest![..12]}...)");
        output.WriteLine($"load average after: {Machine.LoadAverage}");
    }

    private static void Print(TextWriter output, string name, Throughput throughput) => output.WriteLine(
        $"{name,-11} | {throughput.Best,10:F1} {throughput.Median,12:F1} | {throughput.CpuPerStep.Min(),10:F1} {Series.Median(throughput.CpuPerStep),11:F1}");
}
