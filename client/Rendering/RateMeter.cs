namespace Cdarts.Client.Rendering;

/// <summary>Steps per second over the last minute of events, from their own times.</summary>
internal sealed class RateMeter
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Queue<(DateTimeOffset At, long Step)> _points = new();
    private (DateTimeOffset At, long Step) _newest;

    /// <summary>Notes that <paramref name="step"/> steps were done at a time. A smaller count than before (after a resume) starts anew.</summary>
    public void Note(DateTimeOffset at, long step)
    {
        if (_points.Count > 0 && step < _newest.Step)
        {
            _points.Clear();
        }

        _newest = (at, step);
        _points.Enqueue(_newest);
        while (at - _points.Peek().At > Window)
        {
            _points.Dequeue();
        }
    }

    /// <summary>Time that <paramref name="steps"/> more steps take, or null while that is unknown.</summary>
    public TimeSpan? TimeFor(long steps)
    {
        if (_points.Count < 2 || _newest.Step <= _points.Peek().Step)
        {
            return null;
        }

        TimeSpan passed = _newest.At - _points.Peek().At;
        return passed * ((double)steps / (_newest.Step - _points.Peek().Step));
    }
}
