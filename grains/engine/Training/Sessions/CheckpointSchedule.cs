namespace Cdarts.Engine.Training.Sessions;

/// <summary>Tells after which steps inside a phase a checkpoint is due; one step ahead, so that all replicas can be told. Not thread-safe.</summary>
internal sealed class CheckpointSchedule(CheckpointSettings settings, TimeProvider timeProvider)
{
    private long _taken = timeProvider.GetTimestamp();
    private int _steps;

    /// <summary>Whether one is due after the next step.</summary>
    internal bool IsDueAfterNext() =>
        (settings.IntervalSteps > 0 && _steps + 1 >= settings.IntervalSteps)
        || (settings.IntervalSeconds > 0 && timeProvider.GetElapsedTime(_taken).TotalSeconds >= settings.IntervalSeconds);

    /// <summary>Call once per committed step.</summary>
    internal void Stepped() => _steps++;

    /// <summary>A checkpoint was taken.</summary>
    internal void Taken()
    {
        _taken = timeProvider.GetTimestamp();
        _steps = 0;
    }
}
