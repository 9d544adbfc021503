using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Cdarts.Benchmarks.Measuring;

namespace Cdarts.Benchmarks.Collectives;

/// <summary>How fast two threads send to each other over loopback, both ways at once, doing nothing else.</summary>
internal static class LoopbackLimit
{
    private const long Bytes = 8L << 20;
    private const int Piece = 256 << 10;
    private const int Repeats = 41;

    /// <summary>GB/s each way, of exchanges of 8 MiB; the median, as for the sums.</summary>
    internal static double Measure()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using Socket first = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        first.Connect(listener.LocalEndPoint!);
        using Socket second = listener.Accept();
        Thread other = new(() => Times(second));
        other.Start();
        double seconds = Times(first);
        other.Join();
        return Bytes / seconds / 1e9;
    }

    private static double Times(Socket socket)
    {
        socket.Blocking = false;
        socket.NoDelay = true;
        byte[] outgoing = new byte[Piece], incoming = new byte[Piece];
        List<double> seconds = [];
        for (int i = 0; i < Repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Exchange(socket, outgoing, incoming);
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return Series.Median(seconds);
    }

    private static void Exchange(Socket socket, byte[] outgoing, byte[] incoming)
    {
        List<Socket> readable = [], writable = [];
        long sent = 0, received = 0;
        while (sent < Bytes || received < Bytes)
        {
            int given = sent < Bytes ? socket.Send(outgoing.AsSpan(0, (int)Math.Min(Piece, Bytes - sent)), SocketFlags.None, out _) : 0;
            int taken = received < Bytes ? socket.Receive(incoming.AsSpan(0, (int)Math.Min(Piece, Bytes - received)), SocketFlags.None, out _) : 0;
            sent += given;
            received += taken;
            if (given == 0 && taken == 0)
            {
                readable.Clear();
                writable.Clear();
                readable.Add(socket);
                writable.Add(socket);
                Socket.Select(received < Bytes ? readable : null, sent < Bytes ? writable : null, null, TimeSpan.FromSeconds(1));
            }
        }
    }
}
