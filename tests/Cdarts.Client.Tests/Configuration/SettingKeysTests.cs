using Cdarts.Client.Commands;
using Cdarts.Client.Configuration;

namespace Cdarts.Client.Tests.Configuration;

public sealed class SettingKeysTests
{
    [Theory]
    [InlineData("network.chanels", "network.channels")]
    [InlineData("channels", "network.channels")]
    [InlineData("Network.Channels", "network.channels")]
    [InlineData("net.search_cells", "network.search_cells")]
    [InlineData("sead", "seed")]
    [InlineData("regularizer.ratio", "regulariser.ratio")]
    [InlineData("batch_size", "data.batch_size")]
    public void The_nearest_key_is_what_was_meant(string typed, string meant) => Assert.Equal(meant, SettingKeys.Nearest(typed));

    [Fact]
    public void An_unknown_key_is_refused_with_its_origin_and_the_nearest()
    {
        CommandException error = Assert.Throws<CommandException>(() => SettingKeys.Require("sead", "spec.yaml:3"));

        Assert.Equal("There is no setting sead (spec.yaml:3): did you mean seed?", error.Message);
        Assert.Equal(ExitCode.BadConfiguration, error.ExitCode);
    }

    [Fact]
    public void A_section_takes_no_value() =>
        Assert.Equal(
            "network (--set) is a section and takes no value: set its entries, for example network.channels.",
            Assert.Throws<CommandException>(() => SettingKeys.Require("network", "--set")).Message);

    [Fact]
    public void A_monstrous_key_is_cut_short() =>
        Assert.InRange(Assert.Throws<CommandException>(() => SettingKeys.Require(new('x', 100_000), "--set")).Message.Length, 1, 300);
}
