using Cdarts.Engine.Collectives.Nccl;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Collectives;

/// <summary>Turns the setting of the backend into one.</summary>
public static class CollectiveSelection
{
    /// <summary>Gives the backend for a device: with NCCL the TCP groups stay, for formation, liveness and bytes.</summary>
    /// <param name="backend">Setting.</param>
    /// <param name="device">Device that the replica trains on.</param>
    /// <param name="tcp">Groups over TCP.</param>
    /// <param name="options">Settings of NCCL.</param>
    /// <exception cref="CdartsException">NCCL is asked for, or is right for the device, and cannot be used.</exception>
    public static ICollectives Select(CollectiveBackend backend, Device device, ICollectives tcp, NcclOptions options) => Resolve(backend, device.type) switch
    {
        CollectiveBackend.Nccl => NcclCollectives.OnCuda(tcp, device.index, options),
        _ => tcp,
    };

    /// <summary>What <see cref="CollectiveBackend.Auto"/> means for a device.</summary>
    /// <exception cref="CdartsException">NCCL is asked for on a device that is not CUDA.</exception>
    internal static CollectiveBackend Resolve(CollectiveBackend backend, DeviceType device) => (backend, device) switch
    {
        (CollectiveBackend.Auto, DeviceType.CUDA) => CollectiveBackend.Nccl,
        (CollectiveBackend.Auto, _) => CollectiveBackend.Tcp,
        (CollectiveBackend.Nccl, not DeviceType.CUDA) =>
            throw new CdartsException("The collective backend 'nccl' needs a CUDA device, and this replica trains on the CPU: set it to auto or tcp."),
        _ => backend,
    };
}
