using Cdarts.Engine.Native;
using TorchSharp;

namespace Cdarts.Engine.Tests.Native;

public class DeviceSpeedTests
{
    [Fact]
    public void A_processor_computes_more_than_a_gigaflop_per_second_and_is_measured_once()
    {
        int threads = torch.get_num_threads();
        double first = DeviceSpeed.Measure("cpu");
        Assert.InRange(first, 1, 1e5);
        Assert.Equal(first, DeviceSpeed.Measure("cpu"));
        Assert.Equal(threads, torch.get_num_threads());
    }

    [Fact]
    public void An_unknown_device_is_refused() =>
        Assert.Equal("The device 'gpu' is not known: use cpu or cuda:N.", Assert.Throws<CdartsException>(() => DeviceSpeed.Measure("gpu")).Message);

    [Fact]
    public void Many_threads_get_one_number() => Assert.Single(Enumerable.Range(0, 8).AsParallel().Select(_ => DeviceSpeed.Measure("cpu")).ToHashSet());
}
