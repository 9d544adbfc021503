using System.Net.Sockets;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>A connection in its handshake, non-blocking.</summary>
internal abstract class HandshakeConnection(Socket socket) : IDisposable
{
    private byte[] _message = [];
    private int _received;

    internal Socket Socket { get; } = socket;

    /// <summary>Why it has failed; null while it has not.</summary>
    internal string? Failure { get; private set; }

    /// <summary>Whether both sides have proved themselves; the socket is then the mesh's.</summary>
    internal bool Complete { get; private protected set; }

    protected ReadOnlySpan<byte> Received => _message.AsSpan(0, _received);

    /// <summary>Goes as far as it can without waiting.</summary>
    internal abstract void Advance();

    public void Dispose()
    {
        if (!Complete)
        {
            Socket.Dispose();
        }
    }

    protected void Fail(string why)
    {
        Failure ??= why;
        Socket.Dispose();
    }

    /// <summary>Starts to wait for a message of so many bytes.</summary>
    protected void Expect(int bytes)
    {
        _message = new byte[bytes];
        _received = 0;
    }

    /// <summary>Whether the message is there; fails if the peer has closed.</summary>
    protected bool TryReceive()
    {
        while (_received < _message.Length)
        {
            int count = Socket.Receive(_message.AsSpan(_received), SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock)
            {
                return false;
            }

            if (error != SocketError.Success || count == 0)
            {
                Fail("the connection was closed in the handshake");
                return false;
            }

            _received += count;
        }

        return true;
    }

    /// <summary>Sends a message; it is far smaller than the buffer of a new connection.</summary>
    protected bool TrySend(ReadOnlySpan<byte> message)
    {
        if (Socket.Send(message, SocketFlags.None, out SocketError error) == message.Length && error == SocketError.Success)
        {
            return true;
        }

        Fail($"a message of the handshake could not be sent ({error})");
        return false;
    }
}
