using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Benchmarks;

/// <summary>
/// Times contestants in turn, round after round, and keeps each one's best: on a machine that others use, only times taken side by side compare.
/// </summary>
internal static class Interleaved
{
    /// <summary>Rounds that are not counted, for caches and the allocator.</summary>
    private const int Warmup = 3;

    /// <summary>Best time of each, in milliseconds.</summary>
    internal static double[] Milliseconds(int rounds, params Action[] contestants)
    {
        double[] best = [.. contestants.Select(_ => double.PositiveInfinity)];
        for (int round = -Warmup; round < rounds; round++)
        {
            for (int i = 0; i < contestants.Length; i++)
            {
                using DisposeScope scope = NewDisposeScope();
                long start = Stopwatch.GetTimestamp();
                contestants[i]();
                double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

                best[i] = round < 0 ? best[i] : Math.Min(best[i], elapsed);
            }
        }

        return best;
    }
}
