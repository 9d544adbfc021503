namespace Cdarts.Client.Tests.Support;

/// <summary>
/// A clock that waits for nobody: a wait of up to five seconds (a back-off) is over at once and moves the clock; a longer one (a time-out) ends when
/// the clock has passed it, or when the test asks for it.
/// </summary>
internal sealed class JumpingTime : TimeProvider
{
    private static readonly TimeSpan LongestJump = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly List<Waiting> _waiting = [];
    private DateTimeOffset _now = Samples.Start;

    /// <summary>True: the next time-out that begins is over at once.</summary>
    public bool EndNextTimeout { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            Waiting timer = new(this, () => callback(state));
            Begin(timer, dueTime);
            return timer;
        }
    }

    private void Begin(Waiting timer, TimeSpan dueTime)
    {
        _waiting.Remove(timer);
        if (dueTime == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        timer.Due = _now + dueTime;
        _waiting.Add(timer);
        if (dueTime <= LongestJump || EndNextTimeout)
        {
            EndNextTimeout &= dueTime <= LongestJump;
            _now = timer.Due;
        }

        foreach (Waiting due in _waiting.Where(waiting => waiting.Due <= _now).ToArray())
        {
            _waiting.Remove(due);
            ThreadPool.QueueUserWorkItem(_ => due.Fire());
        }
    }

    private sealed class Waiting(JumpingTime owner, Action fire) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._lock)
            {
                owner.Begin(this, dueTime);
                return true;
            }
        }

        public void Dispose()
        {
            lock (owner._lock)
            {
                owner._waiting.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
