using Cdarts.Engine.Native;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Native;

public class GradientSelfTestTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void The_layout_that_the_networks_use_passes(ScalarType precision)
    {
        IReadOnlyList<SelfTestResult> results = GradientSelfTest.Run(CPU, precision);
        Assert.Equal(8, results.Select(result => (result.ChannelsLast, result.Kernel, result.Stride)).Distinct().Count());
        Assert.All(results.Where(result => !result.ChannelsLast), result => Assert.True(result.Passed, result.ToString()));
        GradientSelfTest.Require(CPU, precision);
    }

    [Fact]
    public void A_result_says_what_was_tested() => Assert.Equal(
        "depthwise 5x5 dilation 2 stride 1, channels-last: relative error 1E+000",
        new SelfTestResult(true, 5, 1, 1, false).ToString());
}
