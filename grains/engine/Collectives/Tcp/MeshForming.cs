using System.Net;
using System.Net.Sockets;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>
/// Forms the full mesh: this replica calls all lower ranks and is called by all higher ones, over one connection for data and one for liveness. One loop on
/// the calling thread drives all handshakes at once, so that a silent or foreign connection holds up nobody.
/// </summary>
internal sealed class MeshForming : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(10);

    private readonly Socket _listener;
    private readonly GroupSpec _group;
    private readonly TcpCollectiveOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly Handshake _handshake;
    private readonly Socket?[] _data;
    private readonly Socket?[] _liveness;
    private readonly List<PeerCall> _calls = [];
    private readonly List<IncomingConnection> _incoming = [];
    private int _refused;
    private string _lastRefusal = "";
    private bool _formed;

    internal MeshForming(Socket listener, GroupSpec group, TcpCollectiveOptions options, TimeProvider timeProvider)
    {
        _listener = listener;
        _group = group;
        _options = options;
        _timeProvider = timeProvider;
        _handshake = new Handshake(group);
        _data = new Socket?[group.WorldSize];
        _liveness = new Socket?[group.WorldSize];
        for (int rank = 0; rank < group.Rank; rank++)
        {
            IPEndPoint endpoint = Parse(rank, group.Endpoints[rank]);
            _calls.Add(new PeerCall(endpoint, rank, ConnectionPurpose.Data, _handshake));
            _calls.Add(new PeerCall(endpoint, rank, ConnectionPurpose.Liveness, _handshake));
        }
    }

    /// <summary>Runs until all peers are connected.</summary>
    /// <param name="deadline">How long that may take.</param>
    /// <param name="aborted">Gives the reason once the seat was aborted.</param>
    /// <returns>Peers by rank; null at the own one.</returns>
    internal TcpPeer?[] Run(TimeSpan deadline, Func<string?> aborted)
    {
        long start = _timeProvider.GetTimestamp();
        while (Missing().Length > 0)
        {
            if (aborted() is { } reason)
            {
                throw new CollectiveException([], $"Generation {_group.Generation} was aborted here while it was formed: {reason}.");
            }

            if (_timeProvider.GetElapsedTime(start) > deadline)
            {
                throw NotFormed(deadline);
            }

            Accept();
            AdvanceIncoming();
            AdvanceCalls();
            if (Missing().Length > 0)
            {
                Wait();
            }
        }

        _formed = true;
        return [.. Enumerable.Range(0, _group.WorldSize).Select(rank => rank == _group.Rank ? null : new TcpPeer(rank, _data[rank]!, _liveness[rank]!))];
    }

    /// <summary>Closes all that is not the mesh's.</summary>
    public void Dispose()
    {
        foreach (IncomingConnection connection in _incoming)
        {
            connection.Dispose();
        }

        foreach (PeerCall call in _calls)
        {
            call.Dispose();
        }

        foreach (Socket? socket in _formed ? [] : _data.Concat(_liveness))
        {
            socket?.Dispose();
        }
    }

    private static IPEndPoint Parse(int rank, string endpoint) => IPEndPoint.TryParse(endpoint, out IPEndPoint? parsed) && parsed.Port != 0
        ? parsed
        : throw new CollectiveException([rank], $"Rank {rank} cannot be reached: its endpoint '{endpoint}' is not an IP address with a port.");

    private int[] Missing() =>
        [.. Enumerable.Range(0, _group.WorldSize).Where(rank => rank != _group.Rank && (_data[rank] is null || _liveness[rank] is null))];

    private Socket?[] Places(ConnectionPurpose purpose) => purpose == ConnectionPurpose.Data ? _data : _liveness;

    private void Accept()
    {
        while (_listener.Poll(0, SelectMode.SelectRead))
        {
            try
            {
                Socket socket = _listener.Accept();
                socket.Blocking = false;
                socket.NoDelay = true;
                _incoming.Add(new IncomingConnection(
                    socket, _handshake, (rank, purpose) => Places(purpose)[rank] is null, _timeProvider.GetTimestamp()));
            }
            catch (SocketException)
            {
                // It was gone before it was accepted.
            }

            if (_incoming.Count > _options.PendingHandshakes)
            {
                Refuse(0, "it was the oldest of too many");
            }
        }
    }

    private void AdvanceIncoming()
    {
        for (int i = _incoming.Count - 1; i >= 0; i--)
        {
            IncomingConnection connection = _incoming[i];
            connection.Advance();
            if (connection.Complete)
            {
                Places(connection.Purpose)[connection.Rank] = connection.Socket;
                _incoming.RemoveAt(i);
            }
            else if (connection.Failure is { } failure)
            {
                Refuse(i, failure);
            }
            else if (_timeProvider.GetElapsedTime(connection.Since) > _options.HandshakeDeadline)
            {
                Refuse(i, "it was silent");
            }
        }
    }

    private void Refuse(int index, string why)
    {
        _incoming[index].Dispose();
        _incoming.RemoveAt(index);
        _refused++;
        _lastRefusal = why;
    }

    private void AdvanceCalls()
    {
        for (int i = _calls.Count - 1; i >= 0; i--)
        {
            if (_calls[i].Advance(_timeProvider) is { } socket)
            {
                Places(_calls[i].Purpose)[_calls[i].Rank] = socket;
                _calls.RemoveAt(i);
            }
        }
    }

    private void Wait()
    {
        List<Socket> readable = [_listener, .. _incoming.Select(connection => connection.Socket)];
        List<Socket> writable = [];
        foreach (PeerCall call in _calls)
        {
            if (call.Socket is { } socket)
            {
                (call.Connecting ? writable : readable).Add(socket);
            }
        }

        Socket.Select(readable, writable.Count == 0 ? null : writable, null, LongestWait);
    }

    private CollectiveException NotFormed(TimeSpan deadline)
    {
        int[] missing = Missing();
        string peers = string.Join("; ", missing.Select(rank => $"rank {rank} at {_group.Endpoints[rank]}: {Why(rank)}"));
        string refusals = _refused == 0 ? "" : $"; {_refused} connection(s) were refused, the last because {_lastRefusal}";
        return new CollectiveException(
            missing, $"Generation {_group.Generation} of run '{_group.Run}' was not formed within {deadline.TotalSeconds:0.###} s: {peers}{refusals}.");
    }

    private string Why(int rank) => _calls.FirstOrDefault(call => call.Rank == rank)?.LastFailure ?? "it has not called";
}
