using Cdarts.Client.Commands;
using Cdarts.Client.Configuration;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Tests.Configuration;

public sealed class EnvironmentLayerTests
{
    [Fact]
    public void Settings_are_read_by_their_variables()
    {
        SettingLayer layer = EnvironmentLayer.Read(new Dictionary<string, string>
        {
            ["CDARTS_NETWORK__CHANNELS"] = "8",
            ["CDARTS_SEED"] = "3",
            ["PATH"] = "/bin",
            ["CDARTSX"] = "1",
        });

        Assert.Equal(
            [("network.channels", new SourcedText("8", "CDARTS_NETWORK__CHANNELS")), ("seed", new SourcedText("3", "CDARTS_SEED"))],
            layer.Values.Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public void Every_setting_has_a_variable_of_its_own() =>
        Assert.Equal(SettingCatalog.All.Count, SettingCatalog.All.Select(EnvironmentLayer.VariableOf).Distinct().Count());

    [Theory]
    [InlineData("CDARTS_RUNS")]
    [InlineData("CDARTS_TEST_DATA")]
    [InlineData("CDARTS_FAILPOINTS")]
    [InlineData("CDARTS_LIBTORCH")]
    public void Reserved_variables_are_no_settings(string name) =>
        Assert.Empty(EnvironmentLayer.Read(new Dictionary<string, string> { [name] = "x" }).Values);

    [Theory]
    [InlineData("CDARTS_NETWORK_CHANNELS", "CDARTS_NETWORK__CHANNELS")]
    [InlineData("CDARTS_SEAD", "CDARTS_SEED")]
    [InlineData("CDARTS_RUN", "CDARTS_RUNS")]
    public void Others_are_refused_with_the_nearest(string name, string nearest)
    {
        CommandException error = Assert.Throws<CommandException>(() => EnvironmentLayer.Read(new Dictionary<string, string> { [name] = "1" }));

        Assert.Equal($"The variable {name} is no setting: did you mean {nearest}, or unset it.", error.Message);
        Assert.Equal(ExitCode.BadConfiguration, error.ExitCode);
    }
}
