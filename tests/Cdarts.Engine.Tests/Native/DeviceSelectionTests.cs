using Cdarts.Engine.Native;
using TorchSharp;

namespace Cdarts.Engine.Tests.Native;

public class DeviceSelectionTests
{
    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("CPU")]
    [InlineData("cuda")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:one")]
    public void Unknown_names_are_refused_with_the_known_ones(string name) => Assert.Equal(
        $"The device '{name}' is not known: use cpu or cuda:N.",
        Assert.Throws<CdartsException>(() => DeviceSelection.Select(name)).Message);

    [Fact]
    public void The_cpu_is_the_cpu() => Assert.Equal(DeviceType.CPU, DeviceSelection.Select("cpu").type);

    [SkippableFact]
    public void Without_cuda_all_devices_are_the_cpu()
    {
        Skip.If(torch.cuda_is_available(), "this machine has CUDA");
        Assert.Equal(["cpu"], DeviceSelection.All());
    }

    [SkippableFact]
    public void Cuda_without_cuda_is_refused_with_what_to_do()
    {
        Skip.If(torch.cuda_is_available(), "this machine has CUDA");
        CdartsException failure = Assert.Throws<CdartsException>(() => DeviceSelection.Select("cuda:0"));
        Assert.Contains("The device 'cuda:0' cannot be used", failure.Message);
        Assert.Contains("CdartsBackend=cuda", failure.Message);
    }

    [SkippableFact]
    public void A_cuda_device_beyond_the_last_is_refused()
    {
        Skip.IfNot(torch.cuda_is_available(), "this machine has no CUDA");
        Assert.Contains("does not exist", Assert.Throws<CdartsException>(() => DeviceSelection.Select("cuda:99")).Message);
    }
}
