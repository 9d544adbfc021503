namespace Cdarts.Benchmarks.Collectives;

/// <summary>What was measured in one run.</summary>
/// <param name="Duplex">GB/s each way over loopback, both ways at once.</param>
/// <param name="Copy">GB/s of a copy in memory.</param>
/// <param name="Sums">Milliseconds of an all-reduce.</param>
internal sealed record Measured(double Duplex, double Copy, IReadOnlyList<(int Ranks, long Bytes, double Milliseconds)> Sums)
{
    internal static Measured Take(int rounds)
    {
        double duplex = 0, copy = 0;
        for (int round = 0; round < rounds; round++)
        {
            duplex = Math.Max(duplex, LoopbackLimit.Measure());
            copy = Math.Max(copy, CopyLimit.Measure());
        }

        return new Measured(
            duplex,
            copy,
            [
                .. new[] { 2, 4 }.SelectMany(ranks => CollectivesBenchmark.Sums(ranks, rounds).Select(
                    (time, i) => (ranks, RankProcess.Messages[i].Bytes, time))),
            ]);
    }

    internal double Milliseconds(int ranks, long bytes) => Sums.First(sum => sum.Ranks == ranks && sum.Bytes == bytes).Milliseconds;
}
