using System.Net.Sockets;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>
/// What one call sends to a peer and takes from it: sections of memory, in order, in both directions. Non-blocking. Reused from call to call; belongs to the
/// training thread.
/// </summary>
internal sealed class PeerFlow(int rank, Socket socket)
{
    private const int MostPiece = 256 * 1024;

    private readonly Section[] _out = new Section[4];
    private readonly Section[] _in = new Section[4];
    private readonly FrameHeader[] _expected = new FrameHeader[4];
    private readonly bool[] _headed = new bool[4];
    private int _outCount, _outIndex, _inCount, _inIndex;
    private long _outDone, _inDone;
    private bool _headerRead;

    /// <summary>Rank in the world.</summary>
    internal int Rank => rank;

    internal Socket Socket => socket;

    /// <summary>Section that may only be sent in part, -1 for none.</summary>
    internal int Gate { get; set; }

    /// <summary>How many of its bytes may be sent so far.</summary>
    internal long GateBytes { get; set; }

    /// <summary>Called where a frame may have any length: gives the memory for what follows its header.</summary>
    internal IBlockReceiver? Blocks { get; set; }

    internal bool AwaitsData => _inIndex < _inCount;

    internal bool Done => _inIndex == _inCount && _outIndex == _outCount;

    /// <summary>Whether there is something that may be sent now.</summary>
    internal bool HasOutgoing =>
        _outIndex < _outCount && (_outIndex != Gate || _outDone < GateBytes || _out[_outIndex].Length == 0);

    /// <summary>Sections received whole: how far the peer has come.</summary>
    internal int SectionsReceived => _inIndex;

    internal void Reset()
    {
        _outCount = _outIndex = _inCount = _inIndex = 0;
        _outDone = _inDone = 0;
        _headerRead = false;
        Gate = -1;
        GateBytes = 0;
        Blocks = null;
    }

    internal void Send(Section section) => _out[_outCount++] = section;

    /// <summary>Waits for plain bytes.</summary>
    internal void Receive(Section section)
    {
        _headed[_inCount] = false;
        _in[_inCount++] = section;
    }

    /// <summary>Waits for a section whose first <see cref="FrameHeader.Size"/> bytes are a header.</summary>
    internal void Receive(Section section, FrameHeader expected)
    {
        _expected[_inCount] = expected;
        Receive(section);
        _headed[_inCount - 1] = true;
    }

    /// <summary>Bytes of a section that have come.</summary>
    internal long Received(int section) => section < _inIndex ? _in[section].Length : section == _inIndex ? _inDone : 0;

    /// <summary>Sends one piece, if the socket takes it.</summary>
    /// <returns>Bytes sent; -1 if the connection has ended.</returns>
    internal int TrySend()
    {
        if (!HasOutgoing)
        {
            return 0;
        }

        Section section = _out[_outIndex];
        long end = _outIndex == Gate ? GateBytes : section.Length;
        int count = 0;
        if (_outDone < end)
        {
            count = socket.Send(section.Piece(_outDone, Math.Min(end - _outDone, MostPiece)), SocketFlags.None, out SocketError error);
            if (error != SocketError.Success)
            {
                return error == SocketError.WouldBlock ? 0 : -1;
            }

            _outDone += count;
        }

        if (_outDone == section.Length)
        {
            _outIndex++;
            _outDone = 0;
        }

        return count;
    }

    /// <summary>Receives one piece, if there is one.</summary>
    /// <param name="problem">What is wrong with the frame, if anything.</param>
    /// <returns>Bytes received; -1 if the connection has ended.</returns>
    internal int TryReceive(out string? problem)
    {
        problem = null;
        if (_inIndex == _inCount)
        {
            return 0;
        }

        Section section = _in[_inIndex];
        int count = 0;
        if (section.Length > 0)
        {
            count = socket.Receive(section.Piece(_inDone, Math.Min(section.Length - _inDone, MostPiece)), SocketFlags.None, out SocketError error);
            if (error != SocketError.Success)
            {
                return error == SocketError.WouldBlock ? 0 : -1;
            }

            if (count == 0)
            {
                return -1;
            }

            _inDone += count;
        }

        if (_headed[_inIndex] && !_headerRead && _inDone >= FrameHeader.Size)
        {
            _headerRead = true;
            problem = CheckHeader(section.Piece(0, FrameHeader.Size), _expected[_inIndex]);
            if (problem is not null)
            {
                return count;
            }
        }

        if (_inDone == section.Length)
        {
            _inIndex++;
            _inDone = 0;
            _headerRead = false;
        }

        return count;
    }

    private string? CheckHeader(ReadOnlySpan<byte> bytes, FrameHeader expected)
    {
        if (FrameHeader.Read(bytes) is not { } header)
        {
            return "sent bytes that are no frame";
        }

        if (!expected.Accepts(header))
        {
            return $"is in another call: it sent {header}, and {expected} was due";
        }

        if (expected.Bytes != FrameHeader.AnyLength)
        {
            return null;
        }

        if (!Blocks!.TryTake(rank, header.Bytes, out Section block))
        {
            return $"sent a block of {header.Bytes} bytes, more than is taken";
        }

        Receive(block);
        return null;
    }
}
