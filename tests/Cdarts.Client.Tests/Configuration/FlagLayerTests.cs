using Cdarts.Client.Commands;
using Cdarts.Client.Configuration;

namespace Cdarts.Client.Tests.Configuration;

public sealed class FlagLayerTests
{
    [Fact]
    public void The_last_of_two_wins() => Assert.Equal("2", FlagLayer.Read(["seed=1", "seed=2"]).Values["seed"].Text);

    [Fact]
    public void Only_the_first_equals_sign_counts() => Assert.Equal("a=b", FlagLayer.Read(["data.path=a=b"]).Values["data.path"].Text);

    [Fact]
    public void A_flag_without_a_value_is_refused() =>
        Assert.Equal("--set seed has no value: write --set key=value.", Assert.Throws<CommandException>(() => FlagLayer.Read(["seed"])).Message);

    [Theory]
    [InlineData("=1")]
    [InlineData("Seed=1")]
    [InlineData("network=1")]
    public void An_unknown_key_is_refused(string flag) => Assert.Throws<CommandException>(() => FlagLayer.Read([flag]));
}
