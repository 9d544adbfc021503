using Cdarts.Client.Rendering;
using Cdarts.Client.Tests.Support;

namespace Cdarts.Client.Tests.Rendering;

public sealed class RateMeterTests
{
    private readonly RateMeter _meter = new();

    [Fact]
    public void One_point_is_no_rate()
    {
        Assert.Null(_meter.TimeFor(10));
        Note(0, 5);
        Assert.Null(_meter.TimeFor(10));
    }

    [Fact]
    public void The_rate_is_that_of_the_window()
    {
        Note(0, 0);
        Note(10, 5);
        Assert.Equal(TimeSpan.FromSeconds(20), _meter.TimeFor(10));
    }

    [Fact]
    public void What_is_older_than_a_minute_is_forgotten()
    {
        Note(0, 0);
        Note(100, 1);
        Note(110, 11);
        Assert.Equal(TimeSpan.FromSeconds(5), _meter.TimeFor(5));
    }

    [Fact]
    public void A_resumed_run_starts_anew()
    {
        Note(0, 100);
        Note(10, 200);
        Note(20, 50);
        Assert.Null(_meter.TimeFor(10));
        Note(21, 51);
        Assert.Equal(TimeSpan.FromSeconds(10), _meter.TimeFor(10));
    }

    [Fact]
    public void Standing_still_is_no_rate()
    {
        Note(0, 5);
        Note(10, 5);
        Assert.Null(_meter.TimeFor(10));
    }

    private void Note(int seconds, long step) => _meter.Note(Samples.Start.AddSeconds(seconds), step);
}
