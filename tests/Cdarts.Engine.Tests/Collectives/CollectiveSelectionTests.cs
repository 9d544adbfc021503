using Cdarts.Engine.Collectives;
using Cdarts.Engine.Collectives.Nccl;
using Cdarts.Engine.Collectives.Tcp;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Collectives;

public class CollectiveSelectionTests
{
    [Theory]
    [InlineData(CollectiveBackend.Auto, DeviceType.CPU, CollectiveBackend.Tcp)]
    [InlineData(CollectiveBackend.Auto, DeviceType.CUDA, CollectiveBackend.Nccl)]
    [InlineData(CollectiveBackend.Tcp, DeviceType.CPU, CollectiveBackend.Tcp)]
    [InlineData(CollectiveBackend.Tcp, DeviceType.CUDA, CollectiveBackend.Tcp)]
    [InlineData(CollectiveBackend.Nccl, DeviceType.CUDA, CollectiveBackend.Nccl)]
    public void The_device_decides_unless_the_user_has(CollectiveBackend setting, DeviceType device, CollectiveBackend expected) =>
        Assert.Equal(expected, CollectiveSelection.Resolve(setting, device));

    [Fact]
    public void Nccl_on_the_cpu_is_refused_with_what_to_do() => Assert.Equal(
        "The collective backend 'nccl' needs a CUDA device, and this replica trains on the CPU: set it to auto or tcp.",
        Assert.Throws<CdartsException>(() => CollectiveSelection.Select(CollectiveBackend.Nccl, CPU, new TcpCollectives(), new NcclOptions())).Message);

    [Fact]
    public void Tcp_is_given_back_as_it_is()
    {
        TcpCollectives tcp = new();
        Assert.Same(tcp, CollectiveSelection.Select(CollectiveBackend.Auto, CPU, tcp, new NcclOptions()));
    }

    [Fact]
    public void A_missing_library_is_never_replaced_by_tcp() => Assert.Throws<CdartsException>(() => CollectiveSelection.Select(
        CollectiveBackend.Auto, new Device(DeviceType.CUDA, 0), new TcpCollectives(), new NcclOptions { LibraryPath = "/nowhere/libnccl.so.2" }));
}
