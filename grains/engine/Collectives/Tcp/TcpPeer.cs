using System.Net.Sockets;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>
/// The connections with one peer. <see cref="Data"/> and <see cref="Flow"/> belong to the training thread; the liveness connection is read by the liveness
/// thread and written under a lock.
/// </summary>
internal sealed class TcpPeer
{
    private readonly Lock _writing = new();

    internal TcpPeer(int rank, Socket data, Socket liveness)
    {
        Rank = rank;
        Data = data;
        Liveness = liveness;
        Flow = new PeerFlow(rank, data);
    }

    /// <summary>Rank in the world.</summary>
    internal int Rank { get; }

    internal Socket Data { get; }

    internal Socket Liveness { get; }

    internal PeerFlow Flow { get; }

    /// <summary>Bytes received over the liveness connection that are not a whole frame yet.</summary>
    internal byte[] Received { get; } = new byte[4 * (Notice.HeaderSize + Notice.MostText)];

    internal int ReceivedBytes { get; set; }

    /// <summary>Timestamp at which the peer is lost if nothing comes before.</summary>
    internal long LostAt { get; set; }

    /// <summary>Whether it has said farewell: it is never lost, and what it owed may still be read.</summary>
    internal bool Departed => Farewell is not null;

    /// <summary>Its farewell; names the rank that left first, if another did.</summary>
    internal Notice? Farewell { get; set; }

    /// <summary>Tells the peer something, if its buffer takes it: one that takes nothing is about to be lost.</summary>
    internal void Tell(ReadOnlySpan<byte> frame)
    {
        lock (_writing)
        {
            if (!Liveness.SafeHandle.IsClosed)
            {
                Liveness.Send(frame, SocketFlags.None, out _);
            }
        }
    }

    /// <summary>Ends both connections without freeing them, so that whoever waits on them, on any thread, wakes.</summary>
    /// <param name="data">Directions of the data connection to end.</param>
    internal void Shut(SocketShutdown data)
    {
        Shut(Data, data);
        Shut(Liveness, SocketShutdown.Both);
    }

    internal void Close()
    {
        Data.Dispose();
        lock (_writing)
        {
            Liveness.Dispose();
        }
    }

    private static void Shut(Socket socket, SocketShutdown how)
    {
        try
        {
            socket.Shutdown(how);
        }
        catch (SocketException)
        {
            // The peer has reset it.
        }
        catch (ObjectDisposedException)
        {
            // The group was disposed meanwhile.
        }
    }
}
