namespace Cdarts.Engine.Training.Sessions;

/// <summary>Tells after which steps inside a phase a checkpoint is due. Not thread-safe.</summary>
internal sealed class CheckpointSchedule(CheckpointSettings settings, TimeProvider timeProvider)
{
    private long _taken = timeProvider.GetTimestamp();
    private int _steps;

    /// <summary>Call once per committed step.</summary>
    internal bool IsDue()
    {
        _steps++;
        return (settings.IntervalSteps > 0 && _steps >= settings.IntervalSteps)
            || (settings.IntervalSeconds > 0 && timeProvider.GetElapsedTime(_taken).TotalSeconds >= settings.IntervalSeconds);
    }

    /// <summary>A checkpoint was taken.</summary>
    internal void Taken()
    {
        _taken = timeProvider.GetTimestamp();
        _steps = 0;
    }
}
