using System.Net;
using System.Net.Sockets;

namespace Cdarts.Engine.Collectives.Tcp;

/// <summary>Opens a socket on the first free port of the range.</summary>
internal static class ListeningSocket
{
    private const int Backlog = 512;

    internal static Socket Open(TcpCollectiveOptions options)
    {
        int last = options.FirstPort == 0 ? 0 : options.LastPort;
        SocketException? problem = null;
        for (int port = options.FirstPort; port <= last; port++)
        {
            Socket socket = new(options.ListenAddress.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(options.ListenAddress, port));
                socket.Listen(Backlog);
                return socket;
            }
            catch (SocketException exception)
            {
                socket.Dispose();
                problem = exception;
            }
        }

        string ports = options.FirstPort == 0 ? "any port" : $"a port from {options.FirstPort} to {last}";
        throw new CdartsException($"Collectives over TCP: {options.ListenAddress} cannot be listened on with {ports}: {problem!.Message}.", problem);
    }
}
