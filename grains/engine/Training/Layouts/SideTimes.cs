using System.Diagnostics;

namespace Cdarts.Engine.Training.Layouts;

/// <summary>How long a replica is in calls with the other side. Bound to the training thread.</summary>
internal sealed class SideTimes
{
    private TimeSpan _taken;

    /// <summary>Time in calls so far.</summary>
    internal TimeSpan Total { get; private set; }

    /// <summary>How long an exchange of logits took once all partners had come to it, when that was last measured; null before.</summary>
    internal TimeSpan? Exchange { get; private set; }

    /// <summary>Makes a call whose time is mostly that of waiting for the other side.</summary>
    /// <returns>Its time.</returns>
    internal TimeSpan InCall(Action call)
    {
        long start = Stopwatch.GetTimestamp();
        call();
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        Add(time);
        return time;
    }

    /// <summary>Adds the time of a call.</summary>
    internal void Add(TimeSpan time) => Total += time;

    /// <summary>Makes an exchange to which all partners have come.</summary>
    internal void Measure(Action exchange) => Exchange = InCall(exchange);

    /// <summary>Time in calls since this was last asked for.</summary>
    internal TimeSpan Take()
    {
        TimeSpan time = Total - _taken;
        _taken = Total;
        return time;
    }
}
