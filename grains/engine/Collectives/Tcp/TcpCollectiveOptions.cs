using System.Net;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>Settings of the collectives over TCP. Those of all replicas of a run should be the same but for the addresses.</summary>
public sealed record TcpCollectiveOptions
{
    /// <summary>Address to listen on. Default: loopback. All addresses (0.0.0.0) are listened on only if <see cref="AdvertisedAddress"/> is given too.</summary>
    public IPAddress ListenAddress { get; init; } = IPAddress.Loopback;

    /// <summary>Address that peers connect to; null for <see cref="ListenAddress"/>.</summary>
    public IPAddress? AdvertisedAddress { get; init; }

    /// <summary>First port to try. Default 0: any free port.</summary>
    public int FirstPort { get; init; }

    /// <summary>Last port to try; of no meaning where <see cref="FirstPort"/> is 0.</summary>
    public int LastPort { get; init; }

    /// <summary>How often every peer is told that this replica lives. Default 250 ms.</summary>
    public TimeSpan BeatInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>A peer that sends no beat for this long is lost. Default 2 s; at least twice the interval.</summary>
    public TimeSpan LossAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Messages of at most so many bytes go whole to every replica, in one exchange. Default 64 KiB. The same on all replicas.</summary>
    public int OneShotBytes { get; init; } = 64 * 1024;

    /// <summary>
    /// Largest group whose sums are made directly, in rank order; a larger one halves and doubles, with log2(ranks) steps. Default 32. The same on all replicas.
    /// </summary>
    public int DirectRanks { get; init; } = 32;

    /// <summary>Largest block that is taken from a peer in an all-gather, in bytes. Default 1 GiB.</summary>
    public int LargestFrame { get; init; } = 1 << 30;

    /// <summary>Connections that may wait for their handshake at once; a further one replaces the oldest. Default 128.</summary>
    public int PendingHandshakes { get; init; } = 128;

    /// <summary>How long an accepted connection may take for its handshake. Default 5 s.</summary>
    public TimeSpan HandshakeDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Refuses settings that cannot work.</summary>
    /// <exception cref="CdartsException">A setting is out of range.</exception>
    internal void Validate()
    {
        bool everywhere = ListenAddress.Equals(IPAddress.Any) || ListenAddress.Equals(IPAddress.IPv6Any);
        Require(!everywhere || AdvertisedAddress is not null, $"listening on {ListenAddress} needs an advertised address that peers can reach");
        Require(
            AdvertisedAddress is null || !(AdvertisedAddress.Equals(IPAddress.Any) || AdvertisedAddress.Equals(IPAddress.IPv6Any)),
            $"{AdvertisedAddress} cannot be advertised: use an address that peers can reach");
        Require(FirstPort is >= 0 and <= IPEndPoint.MaxPort, $"the first port is {FirstPort}: use 0 to 65535");
        Require(
            FirstPort == 0 || (LastPort >= FirstPort && LastPort <= IPEndPoint.MaxPort),
            $"the last port is {LastPort}: use {FirstPort} to 65535");
        Require(BeatInterval > TimeSpan.Zero, $"the beat interval is {BeatInterval}: use a positive time");
        Require(LossAfter >= 2 * BeatInterval, $"a peer would be lost after {LossAfter}: use at least twice the beat interval, {2 * BeatInterval}");
        Require(OneShotBytes is >= 0 and <= 1 << 26, $"the one-shot limit is {OneShotBytes} bytes: use 0 to 64 MiB");
        Require(DirectRanks >= 1, $"the largest direct group has {DirectRanks} ranks: use at least 1");
        Require(LargestFrame >= 1024, $"the largest frame has {LargestFrame} bytes: use at least 1024");
        Require(PendingHandshakes >= 1, $"{PendingHandshakes} handshakes may be pending: use at least 1");
        Require(HandshakeDeadline > TimeSpan.Zero, $"the handshake deadline is {HandshakeDeadline}: use a positive time");
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new CdartsException($"Collectives over TCP: {problem}.");
        }
    }
}
