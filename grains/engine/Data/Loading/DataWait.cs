using System.Diagnostics;

namespace Cdarts.Engine.Data.Loading;

/// <summary>Sums up the time for which training waited for its batches. To be used on one thread.</summary>
internal sealed class DataWait
{
    private TimeSpan _waited;

    /// <summary>The share of a step that waiting took, 0 to 1.</summary>
    public static double ShareOf(TimeSpan waited, double seconds) => seconds > 0 ? Math.Min(waited.TotalSeconds / seconds, 1) : 0;

    /// <summary>Runs what gives a batch, and counts its time.</summary>
    public T Time<T>(Func<T> read)
    {
        long start = Stopwatch.GetTimestamp();
        T result = read();
        _waited += Stopwatch.GetElapsedTime(start);
        return result;
    }

    /// <summary>What was counted since the last call.</summary>
    public TimeSpan Take()
    {
        TimeSpan waited = _waited;
        _waited = TimeSpan.Zero;
        return waited;
    }
}
