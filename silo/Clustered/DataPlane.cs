using System.Net;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Tcp;
using Cdarts.Silo.Commands;

namespace Cdarts.Silo.Clustered;

/// <summary>How the silo's replica exchanges gradients with those of other silos.</summary>
internal static class DataPlane
{
    /// <summary>Collectives at the silo's address.</summary>
    public static ICollectives Create(SiloSettings settings, TimeProvider time) => new TcpCollectives(
        new TcpCollectiveOptions
        {
            ListenAddress = IPAddress.IsLoopback(settings.Advertise) ? IPAddress.Loopback : settings.Advertise,
            AdvertisedAddress = settings.Advertise,
            FirstPort = settings.DataPorts.First,
            LastPort = settings.DataPorts.Last,
        },
        time);
}
