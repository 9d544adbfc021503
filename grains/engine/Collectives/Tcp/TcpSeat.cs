using System.Net;
using System.Net.Sockets;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>A listening socket. Connections that come before <see cref="Form"/> wait in the system's queue: nobody here could check them yet.</summary>
internal sealed class TcpSeat : ICollectiveSeat
{
    private readonly string _run;
    private readonly long _generation;
    private readonly TcpCollectiveOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly Socket _listener;
    private volatile string? _aborted;

    internal TcpSeat(string run, long generation, TcpCollectiveOptions options, TimeProvider timeProvider)
    {
        _run = run;
        _generation = generation;
        _options = options;
        _timeProvider = timeProvider;
        _listener = ListeningSocket.Open(options);
        Endpoint = new IPEndPoint(options.AdvertisedAddress ?? options.ListenAddress, ((IPEndPoint)_listener.LocalEndPoint!).Port).ToString();
    }

    /// <inheritdoc/>
    public string Endpoint { get; }

    /// <inheritdoc/>
    public CollectiveGroups Form(GroupSpec group, TimeSpan deadline)
    {
        GroupSpecCheck.Require(group, _run, _generation);
        long start = _timeProvider.GetTimestamp();
        using Socket listener = _listener;
        using MeshForming forming = new(listener, group, _options, _timeProvider);
        TcpPeer?[] peers = forming.Run(deadline, () => _aborted);
        TimeSpan left = deadline - _timeProvider.GetElapsedTime(start);
        TcpMesh mesh = new(group, peers, _options, _timeProvider, left > TimeSpan.Zero ? left : TimeSpan.Zero);
        TcpCollective world = new(mesh, 0, [.. Enumerable.Range(0, group.WorldSize)]);
        return new CollectiveGroups(world, View(1, group.SearchRanks), View(2, group.EvaluationRanks));

        ICollective? View(int id, IReadOnlyList<int>? ranks) =>
            ranks is null ? world : ranks.Contains(group.Rank) ? new TcpCollective(mesh, id, [.. ranks.Order()]) : null;
    }

    /// <inheritdoc/>
    public void Abort(string reason) => _aborted ??= reason;

    /// <inheritdoc/>
    public void Dispose()
    {
        Abort("its place was given up");
        _listener.Dispose();
    }
}
