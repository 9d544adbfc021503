using System.Net.Sockets;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>A connection that was accepted. Nothing is sent to it before its hello shows that it knows the secret.</summary>
internal sealed class IncomingConnection : HandshakeConnection
{
    private readonly Handshake _handshake;
    private readonly Func<int, ConnectionPurpose, bool> _isFree;
    private byte[]? _hello;
    private byte[] _answer = [];

    /// <summary>Takes an accepted socket.</summary>
    /// <param name="socket">Socket.</param>
    /// <param name="handshake">Messages.</param>
    /// <param name="isFree">Whether the place of a rank and purpose is still free.</param>
    /// <param name="since">Timestamp of the acceptance.</param>
    internal IncomingConnection(Socket socket, Handshake handshake, Func<int, ConnectionPurpose, bool> isFree, long since)
        : base(socket)
    {
        _handshake = handshake;
        _isFree = isFree;
        Since = since;
        Expect(Handshake.HelloSize);
    }

    internal long Since { get; }

    internal int Rank { get; private set; }

    internal ConnectionPurpose Purpose { get; private set; }

    internal override void Advance()
    {
        if (_hello is null)
        {
            bool whole = TryReceive();
            int known = Math.Min(Received.Length, Handshake.Magic.Length);
            if (!Received[..known].SequenceEqual(Handshake.Magic[..known]))
            {
                Fail("it does not speak this protocol");
            }
            else if (whole)
            {
                Greet();
            }
        }
        else if (TryReceive())
        {
            Finish();
        }
    }

    private void Greet()
    {
        byte[] hello = Received.ToArray();
        string? refusal = _handshake.Refusal(hello, out int rank, out ConnectionPurpose purpose);
        (Rank, Purpose) = (rank, purpose);
        if (refusal is not null)
        {
            Fail(refusal);
            return;
        }

        if (!_isFree(rank, purpose))
        {
            Fail($"rank {rank} is connected already");
            return;
        }

        _hello = hello;
        _answer = _handshake.Answer(hello);
        Expect(Handshake.MacSize);
        TrySend(_answer);
    }

    private void Finish()
    {
        if (!_handshake.IsProof(_hello, _answer, Received))
        {
            Fail("it repeats what it has overheard");
        }
        else if (!_isFree(Rank, Purpose))
        {
            Fail($"rank {Rank} is connected already");
        }
        else
        {
            Complete = TrySend(_handshake.Welcome(_hello, _answer));
        }
    }
}
