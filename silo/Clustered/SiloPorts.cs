using System.Net;
using System.Net.Sockets;
using Cdarts.Silo.Commands;
using Cdarts.Silo.Embedded;

namespace Cdarts.Silo.Clustered;

/// <summary>The two ports of a silo.</summary>
/// <param name="Silo">For other silos.</param>
/// <param name="Gateway">For consoles.</param>
/// <param name="AreChosen">Whether they were found free here, so that others may be tried when they are taken meanwhile.</param>
internal readonly record struct SiloPorts(int Silo, int Gateway, bool AreChosen)
{
    /// <summary>
    /// The ports that were asked for; else free ones on the loopback address and fixed ones elsewhere, where firewalls want to know them. Without Redis the
    /// first silo must have the ports that the others and the consoles look for.
    /// </summary>
    public static SiloPorts Of(SiloSettings settings)
    {
        (int silo, int gateway) = LoopbackPorts.FindFree();
        bool isFixed = !IPAddress.IsLoopback(settings.Advertise)
            || (settings.Redis is null && settings.SiloPort is null && IsFree(settings.PrimaryPort) && IsFree(SiloSettings.DefaultGatewayPort));
        if (isFixed)
        {
            (silo, gateway) = (settings.Redis is null ? settings.PrimaryPort : SiloSettings.DefaultPrimaryPort, SiloSettings.DefaultGatewayPort);
        }

        return new(settings.SiloPort ?? silo, settings.GatewayPort ?? gateway, !isFixed && settings.SiloPort is null && settings.GatewayPort is null);
    }

    private static bool IsFree(int port)
    {
        try
        {
            using TcpListener probe = new(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
