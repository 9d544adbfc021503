using System.Diagnostics;

namespace Cdarts.Benchmarks.Collectives;

/// <summary>How fast memory is copied on one thread.</summary>
internal static class CopyLimit
{
    private const int Bytes = 16 << 20;
    private const int Repeats = 20;

    /// <summary>GB/s of blocks of 16 MiB; the best block.</summary>
    internal static double Measure()
    {
        byte[] from = new byte[Bytes], to = new byte[Bytes];
        from.AsSpan().Fill(1);
        to.AsSpan().Fill(2);
        double best = 0;
        for (int i = 0; i < Repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            from.CopyTo(to, 0);
            best = Math.Max(best, Bytes / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9);
        }

        return best;
    }
}
