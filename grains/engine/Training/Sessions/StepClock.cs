namespace Cdarts.Engine.Training.Sessions;

/// <summary>Times steps. Not thread-safe.</summary>
internal sealed class StepClock(TimeProvider timeProvider, int globalBatch)
{
    /// <summary>Weight of the newest step in the moving average of the rate.</summary>
    private const double Newest = 0.2;

    /// <summary>Steps that the patience looks back on.</summary>
    private const int Window = 32;

    private readonly Queue<double> _seconds = [];
    private long _last;
    private double _rate;

    /// <summary>How long a peer may be waited for that is alive: ten times the median of the last steps, at least a minute.</summary>
    internal TimeSpan Patience { get; private set; } = TimeSpan.FromMinutes(1);

    /// <summary>Starts the first step of a phase.</summary>
    internal void Start()
    {
        _last = timeProvider.GetTimestamp();
        _rate = 0;
    }

    /// <summary>Ends a step.</summary>
    /// <param name="batches">Batches that it used.</param>
    /// <returns>Its wall time in seconds, and pictures per second as a moving average.</returns>
    internal (double Seconds, double ImagesPerSecond) Step(int batches)
    {
        long now = timeProvider.GetTimestamp();
        double seconds = timeProvider.GetElapsedTime(_last, now).TotalSeconds;
        _last = now;
        double rate = seconds > 0 ? batches * globalBatch / seconds : 0;
        _seconds.Enqueue(seconds);
        if (_seconds.Count > Window)
        {
            _seconds.Dequeue();
        }

        Patience = TimeSpan.FromSeconds(Math.Max(60, 10 * _seconds.Order().ElementAt(_seconds.Count / 2)));
        _rate = _rate == 0 ? rate : (Newest * rate) + ((1 - Newest) * _rate);
        return (seconds, _rate);
    }
}
