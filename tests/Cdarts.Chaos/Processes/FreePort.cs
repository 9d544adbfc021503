using System.Net;
using System.Net.Sockets;

namespace Cdarts.Chaos.Processes;

/// <summary>A port of this machine that nobody listens on.</summary>
internal static class FreePort
{
    public static int Take()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
