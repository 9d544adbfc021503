using System.Net.Sockets;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>The connections of one replica with all others, and the one fault that ends them. All groups of a generation are views on it.</summary>
internal sealed class TcpMesh : IDisposable
{
    private readonly Lock _state = new();
    private readonly CancellationTokenSource _faulted = new();
    private readonly ManualResetEventSlim _news = new();
    private readonly LivenessLoop _liveness;
    private volatile CollectiveException? _fault;
    private bool _inCall;
    private TcpPeer? _departed;
    private bool _disposed;

    /// <summary>Takes over the connections and starts the beats.</summary>
    /// <param name="group">The world.</param>
    /// <param name="peers">Peers by rank; null at the own one.</param>
    /// <param name="options">Settings.</param>
    /// <param name="timeProvider">Clock.</param>
    /// <param name="firstBeat">How long a peer may still be forming its group before its first beat.</param>
    internal TcpMesh(GroupSpec group, TcpPeer?[] peers, TcpCollectiveOptions options, TimeProvider timeProvider, TimeSpan firstBeat)
    {
        Rank = group.Rank;
        Generation = group.Generation;
        Peers = peers;
        Options = options;
        TimeProvider = timeProvider;
        Pump = new FlowPump(this);
        _liveness = new LivenessLoop(this, firstBeat, $"{group.Run} generation {group.Generation} liveness");
    }

    internal int Rank { get; }

    internal long Generation { get; }

    internal TcpPeer?[] Peers { get; }

    internal TcpCollectiveOptions Options { get; }

    internal TimeProvider TimeProvider { get; }

    internal FlowPump Pump { get; }

    /// <summary>Cancelled at the fault. Its callbacks run on the thread that found the fault and must be short.</summary>
    internal CancellationToken Faulted => _faulted.Token;

    /// <summary>Why nothing goes any more; null while all is well.</summary>
    internal CollectiveException? Fault => _fault;

    /// <summary>Starts a call on the training thread.</summary>
    internal void BeginCall()
    {
        if (!_liveness.CatchUp())
        {
            Abort("this process has stood still, so that its peers have given it up");
        }

        lock (_state)
        {
            if (_fault is not null)
            {
                throw Again();
            }

            if (_inCall)
            {
                throw new InvalidOperationException("Two collective calls at once: all calls of a generation belong to one thread.");
            }

            _inCall = true;
        }
    }

    /// <summary>Ends it. A peer that said farewell meanwhile is missed from here on.</summary>
    internal void EndCall()
    {
        TcpPeer? departed;
        lock (_state)
        {
            _inCall = false;
            departed = _departed;
        }

        if (departed is not null)
        {
            Miss(departed);
        }
    }

    /// <summary>A peer has said farewell: a call in hand may still complete with what it sent before.</summary>
    internal void Depart(TcpPeer peer, Notice farewell)
    {
        lock (_state)
        {
            peer.Farewell = farewell;
            _departed ??= peer;
            if (_inCall)
            {
                _news.Set();
                return;
            }
        }

        Miss(peer);
    }

    /// <summary>The data connection of a peer has ended. The liveness thread may know more, and soon.</summary>
    internal CollectiveException DataEnded(TcpPeer peer)
    {
        _news.Wait(TimeSpan.FromMilliseconds(200));
        bool departed;
        lock (_state)
        {
            departed = peer.Departed;
        }

        return departed ? Miss(peer) : Lose(peer.Rank, "closed its data connection");
    }

    /// <summary>A peer is lost.</summary>
    internal CollectiveException Lose(int rank, string how) =>
        End([rank], $"Rank {rank} {how}", new Notice(NoticeKind.Fault, rank, Text: $"rank {rank} {how}, as rank {Rank} saw it"));

    /// <summary>A peer does something else than this replica.</summary>
    internal CollectiveException Disagree(int rank, string how) =>
        End([rank], $"Rank {rank} {how}", new Notice(NoticeKind.Fault, rank, Rank, $"rank {Rank} found that rank {rank} {how}"));

    /// <summary>Some peers did not deliver in time.</summary>
    internal CollectiveException Late(IReadOnlyList<int> ranks, string how) => End(
        ranks,
        $"Rank {string.Join(", ", ranks)} {how}",
        new Notice(NoticeKind.Fault, ranks[0], ranks.Count > 1 ? ranks[1] : -1, $"rank {string.Join(", ", ranks)} {how}, as rank {Rank} saw it"));

    /// <summary>A peer has given up the group; the others hear of it in its words.</summary>
    internal void Hear(int from, Notice notice)
    {
        int[] lost = [.. new[] { notice.Lost, notice.AlsoLost }.Where(rank => rank >= 0 && rank < Peers.Length && rank != Rank).Distinct().Order()];
        string message = lost.Length > 0
            ? char.ToUpperInvariant(notice.Text.FirstOrDefault('-')) + notice.Text[Math.Min(1, notice.Text.Length)..]
            : $"Rank {from} has given up this replica: {notice.Text}";
        End(lost, message, notice);
    }

    /// <summary>This replica gives up the group.</summary>
    internal void Abort(string reason) =>
        End([], $"The group was aborted here: {reason}", new Notice(NoticeKind.Fault, Rank, Text: $"rank {Rank} left: {reason}"));

    /// <summary>A fresh exception for the fault: one instance must not be thrown on two threads.</summary>
    internal CollectiveException Again() => new(_fault!.Lost, _fault.Message);

    /// <summary>Leaves in good order, unless the group has failed before.</summary>
    public void Dispose()
    {
        lock (_state)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            if (_fault is null)
            {
                _fault = new CollectiveException([], "This replica has left the group.");
                Leave(new Notice(NoticeKind.Farewell), SocketShutdown.Send);
            }
        }

        _news.Set();
        _liveness.Join();
        foreach (TcpPeer? peer in Peers)
        {
            peer?.Close();
        }

        Pump.Dispose();
    }

    /// <summary>
    /// The group ends since a peer left in good order. This replica leaves in good order too: others may still be in the last call, and be owed data.
    /// </summary>
    private CollectiveException Miss(TcpPeer peer)
    {
        Notice? farewell = peer.Farewell;
        int lost = farewell is { Lost: >= 0 } && farewell.Lost != Rank ? farewell.Lost : peer.Rank;
        string text = $"Rank {lost} left: its group was disposed";
        return End([lost], text, new Notice(NoticeKind.Farewell, lost, Text: text), SocketShutdown.Send);
    }

    private CollectiveException End(IReadOnlyList<int> lost, string message, Notice notice, SocketShutdown data = SocketShutdown.Both)
    {
        lock (_state)
        {
            if (_fault is not null)
            {
                return Again();
            }

            _fault = new CollectiveException(lost, message.EndsWith('.') ? message : message + ".");
            Leave(notice, data);
        }

        _news.Set();
        _faulted.Cancel();
        return Again();
    }

    private void Leave(Notice notice, SocketShutdown data)
    {
        byte[] frame = notice.ToBytes();
        foreach (TcpPeer? peer in Peers)
        {
            peer?.Tell(frame);
            peer?.Shut(data);
        }
    }
}
