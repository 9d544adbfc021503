using Cdarts.Client.Commands;
using Cdarts.Client.Configuration;
using Cdarts.Client.Tests.Support;

namespace Cdarts.Client.Tests.Configuration;

public sealed class YamlLayerTests
{
    [Fact]
    public void Settings_come_with_their_line()
    {
        SettingLayer layer = YamlLayer.Read("seed: 3\n\n# a comment\nnetwork:\n  channels: 8 # why\n  stem: 'cifar'\ndata: {flip: false}\n", "spec.yaml");

        Assert.Equal(
            [("data.flip", "false", "spec.yaml:7"), ("network.channels", "8", "spec.yaml:5"), ("network.stem", "cifar", "spec.yaml:6"), ("seed", "3", "spec.yaml:1")],
            layer.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value.Text, pair.Value.Origin)));
    }

    [Theory]
    [InlineData("regulariser:\n  operations: [max_pool_3x3, skip_connect]", "[max_pool_3x3, skip_connect]")]
    [InlineData("regulariser:\n  operations:\n  - max_pool_3x3\n  - skip_connect", "[max_pool_3x3, skip_connect]")]
    [InlineData("regulariser:\n  operations: []", "[]")]
    public void Lists_are_read(string yaml, string text) => Assert.Equal(text, YamlLayer.Read(yaml, "a").Values["regulariser.operations"].Text);

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n")]
    [InlineData("~")]
    [InlineData("{}")]
    public void An_empty_file_sets_nothing(string yaml) => Assert.Empty(YamlLayer.Read(yaml, "a").Values);

    [Theory]
    [InlineData("data:\n  path:\n", "")]
    [InlineData("data:\n  path: ~\n", "")]
    [InlineData("data:\n  path: 'null'\n", "null")]
    public void An_empty_value_is_an_empty_text(string yaml, string text) => Assert.Equal(text, YamlLayer.Read(yaml, "a").Values["data.path"].Text);

    [Theory]
    [InlineData("sead: 1", "There is no setting sead (a.yaml:1): did you mean seed?")]
    [InlineData("network:\n  chanels: 1", "There is no setting network.chanels (a.yaml:2): did you mean network.channels?")]
    [InlineData("netwrok:\n  channels: 1", "There is no section netwrok (a.yaml:1): did you mean network?")]
    [InlineData("seed: 1\nseed: 2", "seed is set twice, at a.yaml:1 and at a.yaml:2: keep one.")]
    [InlineData("network:\n  channels: 2\nnetwork:\n  channels: 4", "network.channels is set twice, at a.yaml:2 and at a.yaml:4: keep one.")]
    [InlineData("network: 3", "network (a.yaml:1) is a section and takes no value: set its entries, for example network.channels.")]
    [InlineData("seed: {a: 1}", "seed (a.yaml:1) is a setting, not a section: use an integer, 0 or more.")]
    [InlineData("network:\n  channels: {a: 1}", "network.channels (a.yaml:2) is a setting, not a section: use an even integer, 2 to 4096.")]
    [InlineData("seed: [[1]]", "a.yaml:1 is nested too deep: write a value or a list of values.")]
    [InlineData("seed: [{a: 1}]", "a.yaml:1 is nested too deep: write a value or a list of values.")]
    [InlineData("- seed", "a.yaml:1 is not a mapping: write settings as key: value.")]
    [InlineData("seed", "a.yaml:1 is not a mapping: write settings as key: value.")]
    [InlineData("[1, 2]: 3", "a.yaml:1 is not a key: write settings as key: value.")]
    [InlineData("seed: &x 1", "a.yaml:1 uses an anchor, which a specification may not: write the plain value.")]
    [InlineData("network: &x\n  channels: 8", "a.yaml:1 uses an anchor, which a specification may not: write the plain value.")]
    [InlineData("seed: *x", "a.yaml:1 uses an alias, which a specification may not: write the value out.")]
    [InlineData("seed: !!int 1", "a.yaml:1 uses a tag, which a specification may not: write the plain value.")]
    [InlineData("<<: 1", "There is no setting << (a.yaml:1): did you mean seed?")]
    [InlineData("seed: 1\n---\nseed: 2", "a.yaml:2 begins a second document: a specification is one.")]
    public void Anything_else_is_refused_with_one_sentence(string yaml, string sentence)
    {
        CommandException error = Assert.Throws<CommandException>(() => YamlLayer.Read(yaml, "a.yaml"));

        Assert.Equal(sentence, error.Message);
        Assert.Equal(ExitCode.BadConfiguration, error.ExitCode);
    }

    [Theory]
    [InlineData("network:\n\tchannels: 8")]
    [InlineData("seed: \"open")]
    [InlineData("seed: [1")]
    [InlineData("{")]
    [InlineData("seed: 1\n  bad: 2\n")]
    [InlineData("%YAML 9.9\n---\nseed: 1")]
    [InlineData("a: b: c")]
    public void Broken_yaml_is_one_sentence_with_its_place(string yaml)
    {
        CommandException error = Assert.Throws<CommandException>(() => YamlLayer.Read(yaml, "a.yaml"));

        Assert.Matches(@"^a\.yaml:\d+:\d+ is not valid YAML: [^\n]+\.\z", error.Message);
    }

    [Fact]
    public void A_huge_nesting_is_refused_without_reading_it_all() =>
        Assert.Throws<CommandException>(() => YamlLayer.Read("seed: " + new string('[', 200_000), "a.yaml"));

    [Fact]
    public void A_huge_file_is_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("huge.yaml", new('#', YamlLayer.LargestFile + 1));

        Assert.Equal($"{path} is larger than 256 KiB: it is not a specification.", Assert.Throws<CommandException>(() => YamlLayer.ReadFile(path)).Message);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Equal(
            "There is no file nowhere.yaml: give the path of a specification.",
            Assert.Throws<CommandException>(() => YamlLayer.ReadFile("nowhere.yaml")).Message);

    [Fact]
    public void A_folder_is_no_file()
    {
        using TemporaryFolder folder = new();

        Assert.StartsWith($"{folder.Path} cannot be read: ", Assert.Throws<CommandException>(() => YamlLayer.ReadFile(folder.Path)).Message);
    }
}
