using System.Net;
using System.Net.Sockets;

namespace Cdarts.Silo.Embedded;

/// <summary>Finds ports of the loopback address that are free now; another process may still take them first.</summary>
internal static class LoopbackPorts
{
    /// <summary>Two different free ports.</summary>
    public static (int Silo, int Gateway) FindFree()
    {
        using TcpListener silo = new(IPAddress.Loopback, 0);
        using TcpListener gateway = new(IPAddress.Loopback, 0);
        silo.Start();
        gateway.Start();
        return (((IPEndPoint)silo.LocalEndpoint).Port, ((IPEndPoint)gateway.LocalEndpoint).Port);
    }

    /// <summary>True when the cause of a failed start is that a port was taken meanwhile.</summary>
    public static bool WasTaken(Exception e) => e switch
    {
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => true,
        AggregateException many => many.InnerExceptions.Any(WasTaken),
        _ => e.InnerException is { } inner && WasTaken(inner),
    };
}
