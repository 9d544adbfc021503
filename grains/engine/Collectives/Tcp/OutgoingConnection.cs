using System.Net;
using System.Net.Sockets;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>A connection that this replica has started.</summary>
internal sealed class OutgoingConnection : HandshakeConnection
{
    private readonly Handshake _handshake;
    private readonly byte[] _hello;
    private byte[]? _answer;

    internal OutgoingConnection(IPEndPoint endpoint, int rank, ConnectionPurpose purpose, Handshake handshake)
        : base(new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false, NoDelay = true })
    {
        _handshake = handshake;
        _hello = handshake.Hello(rank, purpose);
        try
        {
            Socket.Connect(endpoint);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // It goes on in the background.
        }
        catch (SocketException exception)
        {
            Fail(Reason(exception.SocketErrorCode));
        }
    }

    /// <summary>Whether the connection itself is not there yet.</summary>
    internal bool Connecting { get; private set; } = true;

    internal override void Advance()
    {
        if (Connecting && !TryConnect())
        {
            return;
        }

        if (_answer is null && TryReceive())
        {
            if (_handshake.IsAnswer(_hello, Received))
            {
                _answer = Received.ToArray();
                Expect(Handshake.MacSize);
                TrySend(_handshake.Proof(_hello, _answer));
            }
            else
            {
                Fail("it does not know the generation's secret");
            }
        }

        if (_answer is not null && Failure is null && TryReceive())
        {
            if (_handshake.IsWelcome(_hello, _answer, Received))
            {
                Complete = true;
            }
            else
            {
                Fail("it does not know the generation's secret");
            }
        }
    }

    private static string Reason(SocketError error) => error == SocketError.ConnectionRefused ? "nobody listens there" : $"no connection ({error})";

    private bool TryConnect()
    {
        if (!Socket.Poll(0, SelectMode.SelectWrite))
        {
            return false;
        }

        SocketError error = (SocketError)(int)Socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        if (error != SocketError.Success || !Socket.Connected)
        {
            Fail(Reason(error == SocketError.Success ? SocketError.ConnectionRefused : error));
            return false;
        }

        Connecting = false;
        Expect(Handshake.AnswerSize);
        return TrySend(_hello);
    }
}
