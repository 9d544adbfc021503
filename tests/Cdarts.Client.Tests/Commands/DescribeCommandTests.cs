using System.Text.Json;
using Cdarts.Client.Commands;
using Cdarts.Client.Tests.Support;

namespace Cdarts.Client.Tests.Commands;

/// <summary>The counts of the specification's sections 4 and 9, as the command tells them.</summary>
public sealed class DescribeCommandTests : IDisposable
{
    private readonly TestShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("cdarts-cifar", "cifar10", 3_859_318, 590.1)]
    [InlineData("cdarts-cifar", "cifar100", 3_911_248, null)]
    [InlineData("cdarts-cifar", "imagenet", 5_493_856, 598.9)]
    [InlineData("cdarts-cifar", "sample", 3_859_318, 590.1)]
    [InlineData("cdarts-cifar-2019", "cifar10", 4_003_822, 619.5)]
    [InlineData("cdarts-cifar-2019", "cifar100", 4_055_752, null)]
    [InlineData("cdarts-cifar-2019", "imagenet", 5_666_560, 622.4)]
    [InlineData("cdarts-imagenet", "cifar10", 4_669_534, 731.2)]
    [InlineData("cdarts-imagenet", "cifar100", 4_721_464, null)]
    [InlineData("cdarts-imagenet", "imagenet", 6_360_256, 712.9)]
    [InlineData("darts-v1", "cifar10", 3_169_414, 501.0)]
    [InlineData("darts-v1", "cifar100", 3_221_344, null)]
    [InlineData("darts-v1", "imagenet", 4_510_432, 505.9)]
    [InlineData("darts-v2", "cifar10", 3_349_342, 528.4)]
    [InlineData("darts-v2", "cifar100", 3_401_272, null)]
    [InlineData("darts-v2", "imagenet", 4_718_752, 529.9)]
    public async Task The_counts_are_the_published_ones(string cell, string dataSet, long parameters, double? mega)
    {
        JsonElement line = await JsonAsync("describe", cell, "--dataset", dataSet, "--json");

        Assert.Equal((cell, dataSet), (line.GetProperty("cell").GetString(), line.GetProperty("dataset").GetString()));
        Assert.Equal(parameters, line.GetProperty("parameters").GetInt64());
        Assert.Equal(mega ?? Mega(line), Mega(line));
        Assert.Equal(
            dataSet switch { "imagenet" => 1_260_776, "cifar100" => 545_636, _ => 476_426 },
            line.GetProperty("auxiliary_head").GetProperty("parameters").GetInt64());
    }

    [Fact]
    public async Task The_report_is_for_people()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("describe", "cdarts-cifar"));

        Expectation.Matches("describe-cifar", _shell.Console.Output);
    }

    [Fact]
    public async Task The_report_names_the_network_of_imagenet()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("describe", "cdarts-imagenet", "--dataset", "imagenet"));

        Expectation.Matches("describe-imagenet", _shell.Console.Output);
    }

    [Fact]
    public async Task The_line_of_json_is_as_documented()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("describe", "p-darts", "--json"));

        Expectation.Matches("describe-json", _shell.Out.ToString());
    }

    [Fact]
    public async Task Channels_and_layers_are_set_on_the_command_line()
    {
        JsonElement small = await JsonAsync("describe", "cdarts-cifar", "--channels", "16", "--layers", "8", "--json");

        Assert.Equal((16, 8), (small.GetProperty("channels").GetInt32(), small.GetProperty("layers").GetInt32()));
        Assert.InRange(small.GetProperty("parameters").GetInt64(), 100_000, 500_000);
    }

    [Theory]
    [InlineData("--channels", "35", "--channels is 35: use an even number from 2 to 4096.")]
    [InlineData("--channels", "0", "--channels is 0: use an even number from 2 to 4096.")]
    [InlineData("--channels", "4098", "--channels is 4098: use an even number from 2 to 4096.")]
    [InlineData("--layers", "2", "--layers is 2: use 3 to 1000, one or more per stage.")]
    [InlineData("--layers", "1001", "--layers is 1001: use 3 to 1000, one or more per stage.")]
    [InlineData("--layers", "many", "Cannot parse argument 'many' for option '--layers' as expected type 'System.Nullable`1[System.Int32]': see `cdarts describe --help`.")]
    [InlineData("--dataset", "mnist", "Argument 'mnist' not recognized. Must be one of: 'cifar10' 'cifar100' 'imagenet' 'sample': see `cdarts describe --help`.")]
    public async Task A_network_that_cannot_be_is_one_sentence(string option, string value, string sentence) =>
        Assert.Equal(sentence, await _shell.FailAsync(ExitCode.BadConfiguration, "describe", "cdarts-cifar", option, value));

    [Theory]
    [InlineData("--channels", "4096")]
    [InlineData("--layers", "1000")]
    public async Task The_largest_network_is_counted(string option, string value)
    {
        JsonElement line = await JsonAsync("describe", "cdarts-imagenet", option, value, "--dataset", "imagenet", "--json");

        Assert.True(line.GetProperty("parameters").GetInt64() > 100_000_000);
        Assert.True(line.GetProperty("multiply_adds").GetInt64() > 10_000_000_000);
    }

    [Fact]
    public async Task An_unknown_cell_is_one_sentence() => Assert.Equal(
        "There is no built-in cell, run or file darts-v3: did you mean darts-v1 (built in are cdarts-cifar, cdarts-cifar-2019, cdarts-imagenet, darts-v1, darts-v2,"
        + " p-darts, pc-darts-cifar, pc-darts-imagenet)?",
        await _shell.FailAsync(ExitCode.NotFoundOrInUse, "describe", "darts-v3"));

    private static double Mega(JsonElement line) => Math.Round(line.GetProperty("multiply_adds").GetInt64() / 1e6, 1);

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        Assert.Equal((ExitCode.Done, ""), (await _shell.RunAsync(arguments), _shell.Error.ToString()));
        using JsonDocument document = JsonDocument.Parse(_shell.Out.ToString());
        return document.RootElement.Clone();
    }
}
