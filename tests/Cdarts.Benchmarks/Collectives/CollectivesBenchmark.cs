using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Cdarts.Benchmarks.Measuring;
using Cdarts.Engine;

namespace Cdarts.Benchmarks.Collectives;

/// <summary>All-reduce over TCP between processes of this machine, against what its loopback and its memory can do in the same run.</summary>
internal static class CollectivesBenchmark
{
    internal const string ChildCommand = "collectives-rank";

    internal static void Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        CommandLine line = new(arguments, ["--rounds"], []);
        int rounds = line.Number("--rounds", 3);
        string loadBefore = Machine.LoadAverage;
        Measured measured = Measured.Take(rounds);
        output.WriteLine($"{Machine.Description}. Load average before: {loadBefore}, after: {Machine.LoadAverage}.");
        output.WriteLine();
        output.WriteLine($"Loopback TCP, both directions at once: {Rate(measured.Duplex)} GB/s each way. memcpy: {Rate(measured.Copy)} GB/s. Best of {rounds} rounds each.");
        output.WriteLine();
        output.WriteLine("| ranks | bytes | ms, median | bus GB/s | of the loopback's duplex rate | of memcpy |");
        output.WriteLine("|---|---|---|---|---|---|");
        foreach ((int ranks, long bytes, double milliseconds) in measured.Sums)
        {
            double bus = 2.0 * (ranks - 1) / ranks * bytes / milliseconds / 1e6;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {ranks} | {bytes} | {milliseconds:0.000} | {bus:0.000} | {bus / measured.Duplex:0%} | {bus / measured.Copy:0.0%} |"));
        }
    }

    /// <summary>Median time per call by size, of rank processes that are started here; the best of some rounds.</summary>
    internal static IReadOnlyList<double> Sums(int ranks, int rounds)
    {
        double[] best = [];
        for (int round = 0; round < rounds; round++)
        {
            double[] times = Round(ranks);
            best = best.Length == 0 ? times : [.. best.Zip(times, Math.Min)];
        }

        return best;
    }

    private static string Rate(double gigabytes) => gigabytes.ToString("0.00", CultureInfo.InvariantCulture);

    private static double[] Round(int ranks)
    {
        Process[] processes = [.. Enumerable.Range(0, ranks).Select(rank => Start(rank))];
        try
        {
            string endpoints = string.Join(',', processes.Select(process => process.StandardOutput.ReadLine()));
            string secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
            foreach (Process process in processes)
            {
                process.StandardInput.WriteLine(endpoints);
                process.StandardInput.WriteLine(secret);
            }

            string times = processes[0].StandardOutput.ReadLine() ?? throw new CdartsException("A rank of the benchmark failed; its messages are above.");
            foreach (Process process in processes)
            {
                process.WaitForExit();
            }

            return [.. times.Split(' ').Select(time => double.Parse(time, CultureInfo.InvariantCulture))];
        }
        finally
        {
            foreach (Process process in processes)
            {
                process.Dispose();
            }
        }
    }

    private static Process Start(int rank)
    {
        ProcessStartInfo start = ChildProcess.Self(ChildCommand, rank.ToString(CultureInfo.InvariantCulture));
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        return Process.Start(start)!;
    }
}
