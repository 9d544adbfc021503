using Cdarts.Client.Configuration;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Tests.Configuration;

public sealed class EffectiveYamlTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_shown_reads_back(bool withOrigins)
    {
        SettingLayer layer = FlagLayer.Read(["variant=nni", "data.name=idx", "data.path=my \"pictures\": # 1", "device=cuda:0", "regulariser.operations=[]"]);
        ResolvedSpec resolved = SpecResolver.Resolve([layer]);

        string yaml = EffectiveYaml.Write(resolved, withOrigins);

        Assert.Equal(resolved.Spec, SpecResolver.Resolve([YamlLayer.Read(yaml, "a")]).Spec);
    }

    [Fact]
    public void Origins_are_comments()
    {
        string yaml = EffectiveYaml.Write(SpecResolver.Resolve([FlagLayer.Read(["seed=3"])]), withOrigins: true);

        Assert.Contains("\nseed: 3                                      # --set\n", yaml);
        Assert.Contains("\n  channels: 16                               # default\n", yaml);
    }

    [Fact]
    public void The_table_has_a_row_for_every_setting()
    {
        string[] lines = SettingsTable.Write().TrimEnd('\n').Split('\n');

        Assert.Equal(SettingCatalog.All.Count + 2, lines.Length);
        Assert.All(lines, line => Assert.Equal(6, line.Count(letter => letter == '|')));
        Assert.Contains("| `loss.interactive` | `smooth_l1` | `kl` | kl, smooth_l1, cosine or mse | Distance between the two networks' ensemble logits. |", lines);
    }
}
