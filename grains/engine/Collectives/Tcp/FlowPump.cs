using System.Net.Sockets;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>
/// Moves the data of one call: sends and receives with all peers of the call go on together, so that no two replicas can wait for each other with full
/// buffers. Belongs to the training thread.
/// </summary>
internal sealed class FlowPump(TcpMesh mesh) : IDisposable
{
    // A fault shuts the sockets down, which ends every wait; this is for one that comes between the check and the wait.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50);

    private readonly List<TcpPeer> _active = [];
    private readonly List<Socket> _readable = [];
    private readonly List<Socket> _writable = [];

    /// <summary>Memory for headers, small messages and contributions of peers.</summary>
    internal NativeBuffer Outgoing { get; } = new();

    internal NativeBuffer Incoming { get; } = new();

    /// <summary>Starts with no peers.</summary>
    internal void Clear() => _active.Clear();

    /// <summary>Takes a peer into the call.</summary>
    internal PeerFlow With(int rank)
    {
        TcpPeer peer = mesh.Peers[rank]!;
        peer.Flow.Reset();
        _active.Add(peer);
        return peer.Flow;
    }

    /// <summary>Runs until everything is sent and received.</summary>
    /// <param name="deadline">How long to wait without a byte.</param>
    /// <param name="watcher">Is told after every round; opens gates.</param>
    /// <exception cref="CollectiveException">The group has failed.</exception>
    internal void Run(TimeSpan deadline, IFlowWatcher? watcher = null)
    {
        long lastProgress = mesh.TimeProvider.GetTimestamp();
        watcher?.Advance();
        while (true)
        {
            if (mesh.Fault is not null)
            {
                throw mesh.Again();
            }

            bool moved = false, done = true;
            foreach (TcpPeer peer in _active)
            {
                moved |= Move(peer);
                done &= peer.Flow.Done;
            }

            watcher?.Advance();
            if (done)
            {
                return;
            }

            if (moved)
            {
                lastProgress = mesh.TimeProvider.GetTimestamp();
            }
            else if (mesh.TimeProvider.GetElapsedTime(lastProgress) > deadline)
            {
                throw mesh.Late(Slowest(), $"did not deliver within {deadline.TotalSeconds:0.###} s, though it is alive");
            }
            else
            {
                Wait(deadline < LongestWait ? deadline : LongestWait);
            }
        }
    }

    public void Dispose()
    {
        Outgoing.Dispose();
        Incoming.Dispose();
    }

    private bool Move(TcpPeer peer)
    {
        PeerFlow flow = peer.Flow;
        int position = flow.SectionsReceived;
        int received = flow.TryReceive(out string? problem);
        if (problem is not null)
        {
            throw mesh.Disagree(peer.Rank, problem);
        }

        int sent = received < 0 ? -1 : flow.TrySend();
        return sent < 0 ? throw mesh.DataEnded(peer) : received > 0 || sent > 0 || flow.SectionsReceived != position;
    }

    private int[] Slowest()
    {
        int least = _active.Where(peer => !peer.Flow.Done).Min(peer => peer.Flow.SectionsReceived);
        return [.. _active.Where(peer => !peer.Flow.Done && peer.Flow.SectionsReceived == least).Select(peer => peer.Rank)];
    }

    private void Wait(TimeSpan time)
    {
        _readable.Clear();
        _writable.Clear();
        foreach (TcpPeer peer in _active)
        {
            if (peer.Flow.AwaitsData)
            {
                _readable.Add(peer.Data);
            }

            if (peer.Flow.HasOutgoing)
            {
                _writable.Add(peer.Data);
            }
        }

        if (_writable.Count == 0 && _readable.Count == 1)
        {
            _readable[0].Poll(time, SelectMode.SelectRead);
        }
        else
        {
            Socket.Select(_readable.Count == 0 ? null : _readable, _writable.Count == 0 ? null : _writable, null, time);
        }
    }
}
