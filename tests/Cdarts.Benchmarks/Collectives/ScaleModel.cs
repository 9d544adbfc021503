using System.Globalization;
using Cdarts.Benchmarks.Measuring;

namespace Cdarts.Benchmarks.Collectives;

/// <summary>
/// What 8 to 4096 ranks would cost: latency and bandwidth of the wires, waiting for the slowest, and failures. Arithmetic, not measurement, but for the last
/// network, whose two constants are measured in this run.
/// </summary>
internal static class ScaleModel
{
    private const double Bytes = 16e6, StepSeconds = 0.15;

    // Mean time between failures of 1024 GPUs: 7.9 h (published, of one large cluster); taken as inverse to the number of ranks.
    private const double RankHoursPerFailure = 7.9 * 1024;
    private static readonly int[] Ranks = [8, 64, 512, 1024, 4096];

    internal static void Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        int rounds = new CommandLine(arguments, ["--rounds"], []).Number("--rounds", 3);
        Measured measured = Measured.Take(rounds);
        double latency = measured.Milliseconds(2, 4 << 10) / 1e3;
        double rate = (16 << 20) / (measured.Milliseconds(2, 16 << 20) / 1e3);
        Network here = new("this machine's loopback, constants measured", 1, 0, double.PositiveInfinity, latency, rate);
        output.WriteLine($"{Machine.Description}.");
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Measured: {latency * 1e6:0} us for 4 KiB between 2 ranks (alpha), {rate / 1e9:0.00} GB/s for 16 MiB (1/beta). Model: 4 M parameters of float32, 16 MB."));
        Communication(output, [.. Network.Published, here]);
        Stragglers(output);
        Failures(output);
    }

    private static void Communication(TextWriter output, IReadOnlyList<Network> networks)
    {
        output.WriteLine();
        output.WriteLine("Milliseconds of one sum, and efficiency of a step of 150 ms without overlap by the best scheme:");
        output.WriteLine();
        Header(output, "network, scheme between nodes");
        foreach (Network network in networks)
        {
            foreach (Scheme scheme in Enum.GetValues<Scheme>())
            {
                Row(output, $"{network.Name}: {scheme}", ranks => (network.Seconds(ranks, Bytes, scheme) * 1e3).ToString("0.00", CultureInfo.InvariantCulture));
            }

            Row(output, $"{network.Name}: efficiency", ranks =>
            {
                double best = Enum.GetValues<Scheme>().Min(scheme => network.Seconds(ranks, Bytes, scheme));
                return (StepSeconds / (StepSeconds + best)).ToString("0.0%", CultureInfo.InvariantCulture);
            });
        }
    }

    private static void Stragglers(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("Expected longest step over the mean, steps normally distributed:");
        output.WriteLine();
        Header(output, "jitter");
        foreach (double jitter in new[] { 0.03, 0.1 })
        {
            Row(output, jitter.ToString("0%", CultureInfo.InvariantCulture), ranks =>
                (1 + jitter * NormalMaximum.Mean(ranks)).ToString("0.00", CultureInfo.InvariantCulture));
        }
    }

    private static void Failures(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("Time lost to failures: found after 2 s without a beat, then formed again, one step repeated; against a restart from a checkpoint:");
        output.WriteLine();
        Header(output, "after a failure");
        Row(output, "hours between failures", ranks => (RankHoursPerFailure / ranks).ToString("0.0", CultureInfo.InvariantCulture));
        foreach ((string name, double seconds) in new[] { ("formed again in 1 s", 3.0), ("formed again in 10 s", 12.0), ("restart of 10 minutes", 600.0) })
        {
            Row(output, name, ranks =>
                ((seconds + StepSeconds) / (RankHoursPerFailure / ranks * 3600)).ToString("0.000%", CultureInfo.InvariantCulture));
        }
    }

    private static void Header(TextWriter output, string first)
    {
        output.WriteLine($"| {first} | {string.Join(" | ", Ranks)} |");
        output.WriteLine($"|---|{string.Concat(Ranks.Select(_ => "---|"))}");
    }

    private static void Row(TextWriter output, string first, Func<int, string> cell) =>
        output.WriteLine($"| {first} | {string.Join(" | ", Ranks.Select(cell))} |");
}
