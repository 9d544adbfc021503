using Cdarts.Contracts.Grains;
using Cdarts.Grains.Replicas;
using Microsoft.Extensions.Time.Testing;

namespace Cdarts.Grains.Tests.Replicas;

public sealed class ProgressThrottleTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<long> _sent = [];

    [Fact]
    public void Sends_the_newest_at_most_once_per_interval()
    {
        using ProgressThrottle throttle = Create();

        throttle.Offer(Progress(1));
        throttle.Offer(Progress(2));
        Assert.Empty(_sent);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        _time.Advance(TimeSpan.FromMilliseconds(500));
        throttle.Offer(Progress(3));
        _time.Advance(TimeSpan.FromMilliseconds(500));

        Assert.Equal([2, 3], _sent);
    }

    [Fact]
    public void Flush_sends_what_waits_and_nothing_twice()
    {
        using ProgressThrottle throttle = Create();

        throttle.Offer(Progress(1));
        throttle.Flush();
        throttle.Flush();
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal([1], _sent);
    }

    private static RunProgress Progress(long step) =>
        new(new(0, "Joint", 0, 0, 0), 1, 1, 1, step, 10, null, null, null, null, null, null, 0);

    private ProgressThrottle Create() => new(_time, TimeSpan.FromMilliseconds(500), p => _sent.Add(p.GlobalStep));
}
