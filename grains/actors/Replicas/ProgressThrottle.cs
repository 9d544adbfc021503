using Cdarts.Contracts.Grains;

namespace Cdarts.Grains.Replicas;

/// <summary>Lets the newest progress through, at most once per interval, without blocking the training thread. Thread-safe.</summary>
internal sealed class ProgressThrottle : IDisposable
{
    private readonly Action<RunProgress> _send;
    private readonly ITimer _timer;
    private RunProgress? _newest;

    /// <summary>Creates the throttle.</summary>
    public ProgressThrottle(TimeProvider time, TimeSpan interval, Action<RunProgress> send)
    {
        _send = send;
        _timer = time.CreateTimer(_ => Flush(), null, interval, interval);
    }

    /// <summary>Offers progress; an older one that was not sent yet is forgotten.</summary>
    public void Offer(RunProgress progress) => Volatile.Write(ref _newest, progress);

    /// <summary>Sends what is waiting.</summary>
    public void Flush()
    {
        if (Interlocked.Exchange(ref _newest, null) is { } progress)
        {
            _send(progress);
        }
    }

    /// <summary>Ends the throttle; what is waiting is dropped.</summary>
    public void Dispose() => _timer.Dispose();
}
