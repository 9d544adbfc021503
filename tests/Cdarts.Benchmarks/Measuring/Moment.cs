using System.Diagnostics;

namespace Cdarts.Benchmarks.Measuring;

/// <summary>What lay between two moments: elapsed time, and processor time (user and system, all threads of this process).</summary>
internal readonly record struct Spent(double WallMilliseconds, double CpuMilliseconds);

/// <summary>A point in time. On a machine that others use, the processor time between two of them is steadier than the elapsed time.</summary>
internal readonly record struct Moment(long Timestamp, TimeSpan Cpu) : IComparable<Moment>
{
    internal static Moment Now => new(Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);

    public static Spent operator -(Moment end, Moment start) => new(
        Stopwatch.GetElapsedTime(start.Timestamp, end.Timestamp).TotalMilliseconds, (end.Cpu - start.Cpu).TotalMilliseconds);

    public int CompareTo(Moment other) => Timestamp.CompareTo(other.Timestamp);
}
