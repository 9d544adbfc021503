using System.Net;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Tcp;

namespace Cdarts.Engine.Tests.Collectives.Tcp;

public class TcpCollectiveOptionsTests
{
    private static readonly IPAddress Reachable = IPAddress.Parse("192.0.2.7");

    public static TheoryData<TcpCollectiveOptions, string> Wrong => new()
    {
        { new() { ListenAddress = IPAddress.Any }, "advertised" },
        { new() { ListenAddress = IPAddress.IPv6Any }, "advertised" },
        { new() { AdvertisedAddress = IPAddress.Any }, "cannot be advertised" },
        { new() { FirstPort = -1 }, "first port" },
        { new() { FirstPort = 70_000, LastPort = 70_001 }, "first port" },
        { new() { FirstPort = 5000, LastPort = 4999 }, "last port" },
        { new() { BeatInterval = TimeSpan.Zero }, "beat interval" },
        { new() { LossAfter = TimeSpan.FromMilliseconds(499) }, "twice the beat interval" },
        { new() { OneShotBytes = -1 }, "one-shot" },
        { new() { DirectRanks = 0 }, "direct group" },
        { new() { LargestFrame = 1 }, "largest frame" },
        { new() { PendingHandshakes = 0 }, "pending" },
        { new() { HandshakeDeadline = TimeSpan.Zero }, "handshake deadline" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_setting_out_of_range_is_refused(TcpCollectiveOptions options, string names) =>
        Assert.Contains(names, Assert.Throws<CdartsException>(() => new TcpCollectives(options)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_seat_is_on_loopback_unless_asked_otherwise()
    {
        using ICollectiveSeat seat = new TcpCollectives().Open("test", 1);
        Assert.Equal(IPAddress.Loopback, IPEndPoint.Parse(seat.Endpoint).Address);
    }

    [Fact]
    public void Peers_are_told_the_advertised_address()
    {
        using ICollectiveSeat seat = new TcpCollectives(new() { ListenAddress = IPAddress.Any, AdvertisedAddress = Reachable }).Open("test", 1);
        Assert.Equal(Reachable, IPEndPoint.Parse(seat.Endpoint).Address);
    }

    [Fact]
    public void Ports_are_tried_in_turn_and_a_range_in_use_is_said()
    {
        using ICollectiveSeat any = new TcpCollectives().Open("test", 1);
        int port = IPEndPoint.Parse(any.Endpoint).Port;
        Assert.Contains(
            "cannot be listened on",
            Assert.Throws<CdartsException>(() => new TcpCollectives(new() { FirstPort = port, LastPort = port }).Open("test", 1)).Message,
            StringComparison.Ordinal);
        using ICollectiveSeat next = new TcpCollectives(new() { FirstPort = port, LastPort = Math.Min(port + 50, IPEndPoint.MaxPort) }).Open("test", 1);
        Assert.True(IPEndPoint.Parse(next.Endpoint).Port > port);
    }
}
