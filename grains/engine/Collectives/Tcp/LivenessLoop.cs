using System.Net.Sockets;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>
/// The thread that sends this replica's beats and hears those of its peers. It never touches data: a step may take a minute, a beat may not.
/// </summary>
internal sealed class LivenessLoop
{
    private readonly TcpMesh _mesh;
    private readonly Thread? _thread;
    private readonly List<Socket> _readable = [];
    private readonly byte[] _beat = Notice.Beat.ToBytes();
    private readonly long _lossTicks;
    private readonly long _beatTicks;
    private readonly ManualResetEventSlim _turned = new();
    private long _lastTurn;

    internal LivenessLoop(TcpMesh mesh, TimeSpan firstBeat, string name)
    {
        _mesh = mesh;
        _lossTicks = Ticks(mesh.Options.LossAfter);
        _beatTicks = Ticks(mesh.Options.BeatInterval);
        long lostAt = Now + Ticks(firstBeat) + _lossTicks;
        foreach (TcpPeer? peer in mesh.Peers)
        {
            peer?.LostAt = lostAt;
        }

        _lastTurn = Now;
        if (mesh.Peers.Length > 1)
        {
            _thread = new Thread(Run) { IsBackground = true, Name = name };
            _thread.Start();
        }
    }

    private long Now => _mesh.TimeProvider.GetTimestamp();

    /// <summary>
    /// Where this process has stood still, waits until the loop has heard what peers have said meanwhile: they may have given this replica up and gone on without it, and
    /// what they had sent before would let it finish an update that they make again.
    /// </summary>
    /// <returns>False if the loop does not come to it in the time after which peers give a silent replica up.</returns>
    internal bool CatchUp()
    {
        if (_thread is null || Now - Volatile.Read(ref _lastTurn) <= _lossTicks / 2)
        {
            return true;
        }

        // Twice: a turn may have been under way when the process was stopped.
        for (int turn = 0; turn < 2 && _mesh.Fault is null; turn++)
        {
            _turned.Reset();
            if (_mesh.Fault is null && !_turned.Wait(_mesh.Options.LossAfter))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Waits for the thread's end, which the mesh's end brings.</summary>
    internal void Join()
    {
        if (_thread is not null && _thread != Thread.CurrentThread)
        {
            _thread.Join();
        }
    }

    private void Run()
    {
        try
        {
            Turn();
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException)
        {
            // An exception on this thread would end the process, and with it other runs.
            _mesh.Abort($"its liveness connections broke ({problem.Message})");
        }
        finally
        {
            _turned.Set();
        }
    }

    private void Turn()
    {
        long nextBeat = Now;
        while (_mesh.Fault is null)
        {
            foreach (TcpPeer? peer in _mesh.Peers)
            {
                if (peer is { Departed: false } && _mesh.Fault is null)
                {
                    Hear(peer);
                }
            }

            long now = Now;
            if (now - _lastTurn > _lossTicks / 2)
            {
                // This process was frozen or starved: silence was ours, not the peers'.
                Spare(now + _lossTicks);
            }

            Volatile.Write(ref _lastTurn, now);
            _turned.Set();
            FindLost(now);
            if (now >= nextBeat)
            {
                Beat();
                nextBeat = now + _beatTicks;
            }

            Wait(Math.Min(nextBeat - now, _lossTicks / 8));
        }
    }

    private void Hear(TcpPeer peer)
    {
        while (true)
        {
            int count = peer.Liveness.Receive(peer.Received.AsSpan(peer.ReceivedBytes), SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock)
            {
                return;
            }

            if (error != SocketError.Success || count == 0)
            {
                _mesh.Lose(peer.Rank, "closed its connections without a word: its process has died, or was killed");
                return;
            }

            peer.ReceivedBytes += count;
            peer.LostAt = Now + _lossTicks;
            if (!TakeNotices(peer))
            {
                return;
            }
        }
    }

    private bool TakeNotices(TcpPeer peer)
    {
        int taken = 0;
        while (true)
        {
            if (!Notice.TryRead(peer.Received.AsSpan(taken, peer.ReceivedBytes - taken), out Notice? notice, out int length))
            {
                _mesh.Lose(peer.Rank, "sent something that is no notice over its liveness connection");
                return false;
            }

            if (notice is null)
            {
                break;
            }

            taken += length;
            if (notice.Kind == NoticeKind.Farewell)
            {
                _mesh.Depart(peer, notice);
                return false;
            }

            if (notice.Kind == NoticeKind.Fault)
            {
                _mesh.Hear(peer.Rank, notice);
                return false;
            }
        }

        peer.Received.AsSpan(taken, peer.ReceivedBytes - taken).CopyTo(peer.Received);
        peer.ReceivedBytes -= taken;
        return true;
    }

    private void Spare(long until)
    {
        foreach (TcpPeer? peer in _mesh.Peers)
        {
            peer?.LostAt = Math.Max(peer.LostAt, until);
        }
    }

    private void FindLost(long now)
    {
        foreach (TcpPeer? peer in _mesh.Peers)
        {
            if (peer is { Departed: false } && now > peer.LostAt)
            {
                _mesh.Lose(peer.Rank, $"has sent no beat for {_mesh.Options.LossAfter.TotalSeconds:0.###} s");
                return;
            }
        }
    }

    private void Beat()
    {
        foreach (TcpPeer? peer in _mesh.Peers)
        {
            if (peer is { Departed: false })
            {
                peer.Tell(_beat);
            }
        }
    }

    private void Wait(long ticks)
    {
        _readable.Clear();
        foreach (TcpPeer? peer in _mesh.Peers)
        {
            if (peer is { Departed: false })
            {
                _readable.Add(peer.Liveness);
            }
        }

        TimeSpan time = TimeSpan.FromSeconds(Math.Max(0, (double)ticks / _mesh.TimeProvider.TimestampFrequency));
        if (_readable.Count > 0)
        {
            Socket.Select(_readable, null, null, time);
        }
        else
        {
            _mesh.Faulted.WaitHandle.WaitOne(time);
        }
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _mesh.TimeProvider.TimestampFrequency);
}
