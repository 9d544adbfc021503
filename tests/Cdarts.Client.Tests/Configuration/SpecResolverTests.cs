using Cdarts.Client.Commands;
using Cdarts.Client.Configuration;
using Cdarts.Contracts.Specification;
using CsCheck;

namespace Cdarts.Client.Tests.Configuration;

public sealed class SpecResolverTests
{
    private static readonly SettingKey[] Numbers =
        [.. SettingCatalog.All.Where(setting => setting.Key is "seed" or "schedule.cycles" or "schedule.steps_per_epoch" or "checkpoint.keep" or "network.stem_multiplier")];

    [Fact]
    public void The_highest_layer_that_sets_a_key_wins_and_is_its_origin() =>
        Gen.Int[0, 60].Nullable().Array[Numbers.Length].Array[0, 5].Sample(table =>
        {
            SettingLayer[] layers = [.. table.Select((row, layer) => Layer($"layer {layer}", Numbers.Zip(row)
                .Where(cell => cell.Second is not null).Select(cell => (cell.First.Key, $"{cell.Second + 1}"))))];

            ResolvedSpec resolved = SpecResolver.Resolve(layers);

            for (int i = 0; i < Numbers.Length; i++)
            {
                int top = Array.FindLastIndex(table, row => row[i] is not null);
                Assert.Equal(top < 0 ? Numbers[i].GetText(RunSpec.Cream) : $"{table[top][i] + 1}", Numbers[i].GetText(resolved.Spec));
                Assert.Equal(top < 0 ? "default" : $"layer {top}", resolved.Origins[Numbers[i].Key]);
            }
        }, iter: 200);

    [Fact]
    public void Nothing_gives_the_defaults()
    {
        ResolvedSpec resolved = SpecResolver.Resolve([]);

        Assert.Equal(RunSpec.Cream, resolved.Spec);
        Assert.All(resolved.Origins.Values, origin => Assert.Equal("default", origin));
    }

    [Fact]
    public void A_variant_lies_below_every_layer_whichever_names_it()
    {
        ResolvedSpec resolved = SpecResolver.Resolve([Layer("file", [("network.stem_multiplier", "2")]), Layer("flag", [("variant", "nni")])]);

        Assert.Equal(RunSpec.Nni with { Network = RunSpec.Nni.Network with { StemMultiplier = 2 } }, resolved.Spec);
        Assert.Equal("file", resolved.Origins["network.stem_multiplier"]);
        Assert.Equal("variant nni", resolved.Origins["loss.interactive"]);
        Assert.Equal("flag", resolved.Origins["variant"]);
        Assert.Equal("default", resolved.Origins["seed"]);
    }

    [Fact]
    public void The_highest_layer_names_the_variant() =>
        Assert.Equal(RunSpec.Cream, SpecResolver.Resolve([Layer("file", [("variant", "nni")]), Layer("flag", [("variant", "cream")])]).Spec);

    [Theory]
    [InlineData("network.channels", "eight", "network.channels is eight (here): use an even integer, 2 to 4096.")]
    [InlineData("network.channels", "7", "network.channels is 7 (here): use an even integer, 2 to 4096.")]
    [InlineData("variant", "darts", "variant is darts (here): use cream or nni.")]
    [InlineData("seed", "", "seed is empty (here): use an integer, 0 or more.")]
    [InlineData("data.path", "x", "data.path is x (here): leave it empty, since data.name is sample, or use the data.name of what lies there.")]
    public void An_impossible_value_is_refused_with_its_origin(string key, string text, string sentence)
    {
        CommandException error = Assert.Throws<CommandException>(() => SpecResolver.Resolve([Layer("here", [(key, text)])]));

        Assert.Equal(sentence, error.Message);
        Assert.Equal(ExitCode.BadConfiguration, error.ExitCode);
    }

    [Fact]
    public void A_value_of_the_wrong_type_is_refused_even_below_a_good_one() =>
        Assert.Throws<CommandException>(() => SpecResolver.Resolve([Layer("file", [("seed", "x")]), Layer("flag", [("seed", "1")])]));

    [Fact]
    public void A_value_out_of_range_may_be_put_right_by_a_higher_layer() =>
        Assert.Equal(8, SpecResolver.Resolve([Layer("file", [("network.channels", "7")]), Layer("flag", [("network.channels", "8")])]).Spec.Network.Channels);

    private static SettingLayer Layer(string origin, IEnumerable<(string Key, string Text)> values) =>
        new(values.ToDictionary(value => value.Key, value => new SourcedText(value.Text, origin)));
}
