using System.Net;
using System.Net.Sockets;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>Calls one peer for one purpose, again and again until it answers: it may take its seat later than this replica forms the group.</summary>
internal sealed class PeerCall(IPEndPoint endpoint, int rank, ConnectionPurpose purpose, Handshake handshake) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);

    private OutgoingConnection? _connection;
    private TimeSpan _pause = FirstPause;
    private long _failedAt;

    internal int Rank => rank;

    internal ConnectionPurpose Purpose => purpose;

    /// <summary>Why the last try failed.</summary>
    internal string LastFailure { get; private set; } = "it does not answer";

    /// <summary>The socket to wait for, if a try is under way.</summary>
    internal Socket? Socket => _connection?.Socket;

    internal bool Connecting => _connection is { Connecting: true };

    /// <summary>Goes as far as it can without waiting.</summary>
    /// <returns>The socket once both sides have proved themselves.</returns>
    internal Socket? Advance(TimeProvider timeProvider)
    {
        if (_connection is null)
        {
            if (_failedAt != 0 && timeProvider.GetElapsedTime(_failedAt) < _pause)
            {
                return null;
            }

            _connection = new OutgoingConnection(endpoint, rank, purpose, handshake);
        }

        if (_connection.Failure is null)
        {
            _connection.Advance();
        }

        if (_connection.Complete)
        {
            return _connection.Socket;
        }

        if (_connection.Failure is { } failure)
        {
            LastFailure = failure;
            _connection = null;
            _pause = _failedAt == 0 ? FirstPause : _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
            _failedAt = timeProvider.GetTimestamp();
        }

        return null;
    }

    public void Dispose() => _connection?.Dispose();
}
