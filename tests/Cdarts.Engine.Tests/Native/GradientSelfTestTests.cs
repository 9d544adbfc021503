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
        Assert.Equal(16, results.Select(result => (result.ChannelsLast, result.Kernel, result.Stride, result.Dilation)).Distinct().Count());
        Assert.All(results.Where(result => !result.ChannelsLast), result => Assert.True(result.Passed, result.ToString()));
        GradientSelfTest.Require(CPU, precision);
    }

    /// <summary>The setting that the product makes for LibTorch keeps bfloat16 right; where it does not, bfloat16 is not allowed.</summary>
    [Fact]
    public void Bfloat16_is_allowed_where_its_gradients_are_right() => Assert.Equal(
        GradientSelfTest.Run(CPU, ScalarType.BFloat16).Where(result => !result.ChannelsLast).All(result => result.Error < .05),
        GradientSelfTest.AllowsBFloat16(CPU));

    [Fact]
    public void A_result_says_what_was_tested() => Assert.Equal(
        "depthwise 5x5 dilation 2 stride 1, channels-last: relative error 1E+000",
        new SelfTestResult(true, 5, 1, 2, 1, false).ToString());
}
