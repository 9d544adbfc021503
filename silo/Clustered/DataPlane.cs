using System.Net;
using Cdarts.Engine;
using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Nccl;
using Cdarts.Engine.Collectives.Tcp;
using Cdarts.Engine.Native;
using Cdarts.Silo.Commands;

namespace Cdarts.Silo.Clustered;

/// <summary>How the silo's replica exchanges gradients with those of other silos.</summary>
internal static class DataPlane
{
    /// <summary>Collectives at the silo's address: NCCL for a CUDA device, with TCP beside it, and TCP alone for the CPU.</summary>
    /// <exception cref="CdartsException">The device, or NCCL, cannot be used.</exception>
    public static ICollectives Create(SiloSettings settings, TimeProvider time)
    {
        TcpCollectives tcp = new(
            new TcpCollectiveOptions
            {
                ListenAddress = IPAddress.IsLoopback(settings.Advertise) ? IPAddress.Loopback : settings.Advertise,
                AdvertisedAddress = settings.Advertise,
                FirstPort = settings.DataPorts.First,
                LastPort = settings.DataPorts.Last,
            },
            time);
        return CollectiveSelection.Select(
            CollectiveBackend.Auto, DeviceSelection.Select(settings.Device), tcp, new NcclOptions { LibraryPath = settings.NcclLibrary });
    }
}
