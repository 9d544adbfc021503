using System.Text.Json;
using Cdarts.Client.Commands;
using Cdarts.Client.Tests.Support;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Spaces.Formats;

namespace Cdarts.Client.Tests.Commands;

public sealed class GenotypeCommandTests : IDisposable
{
    private readonly TestShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task The_built_in_cells_are_listed()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("genotype", "list"));

        Expectation.Matches("genotype-list", _shell.Console.Output);
    }

    [Fact]
    public async Task The_list_can_be_lines_of_json()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("genotype", "list", "--json"));

        string[] lines = _shell.Out.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(PublishedCells.Names, lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("cell").GetString()));
        Assert.Equal(
            """{"cell":"darts-v2","source":"DARTS, second order, arXiv:1806.09055","cifar10":{"parameters":3349342,"multiply_adds":528359040},"imagenet":{"parameters":4718752,"multiply_adds":529911552}}""",
            lines[4]);
    }

    [Theory]
    [InlineData("json", GenotypeFormat.Json)]
    [InlineData("cream", GenotypeFormat.Cream)]
    [InlineData("cream-json", GenotypeFormat.CreamJson)]
    [InlineData("nni", GenotypeFormat.Nni)]
    public async Task A_cell_is_written_to_the_output(string to, GenotypeFormat format)
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("genotype", "convert", "p-darts", "--to", to));

        Assert.Equal(GenotypeFile.Write(PublishedCells.Get("p-darts").Genotype, format).TrimEnd('\n') + "\n", _shell.Out.ToString());
    }

    [Theory]
    [InlineData("json", GenotypeFormat.Json)]
    [InlineData("cream", GenotypeFormat.Cream)]
    [InlineData("cream-json", GenotypeFormat.CreamJson)]
    public async Task A_cell_is_written_to_a_file(string to, GenotypeFormat format)
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("genotype", "convert", "p-darts", "--to", to, "--output", _shell.In("cell.txt")));

        Assert.Equal($"{_shell.In("cell.txt")}\n", _shell.Out.ToString());
        Assert.Equal(GenotypeFile.Write(PublishedCells.Get("p-darts").Genotype, format), File.ReadAllText(_shell.In("cell.txt")));
    }

    [Fact]
    public async Task NNI_has_two_files_and_either_comes_back()
    {
        Genotype cell = PublishedCells.Get("darts-v2").Genotype;
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("genotype", "convert", "darts-v2", "--to", "nni", "-o", _shell.In("epoch_31.json")));
        Assert.Equal($"{_shell.In("epoch_31.json")}\n{_shell.In("epoch_31.genotypes")}\n", _shell.Out.ToString());
        Assert.Equal(NniJson.Write(cell), File.ReadAllText(_shell.In("epoch_31.json")));

        foreach (string file in (string[])["epoch_31.json", "epoch_31.genotypes"])
        {
            _shell.Out.GetStringBuilder().Clear();
            Assert.Equal(ExitCode.Done, await _shell.RunAsync("genotype", "convert", _shell.In(file), "--to", "cream"));
            Assert.Equal(NniJson.WriteGenotypes(cell) + "\n", _shell.Out.ToString());
        }
    }

    [Fact]
    public async Task The_file_of_masks_is_not_named_as_the_other_one()
    {
        string file = _shell.In("a.genotypes");
        Assert.Equal(
            $"--output is {file}: name the JSON file, for example epoch_31.json, and the .genotypes file is written beside it.",
            await _shell.FailAsync(ExitCode.BadConfiguration, "genotype", "convert", "darts-v2", "--to", "nni", "-o", file));
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_one_sentence()
    {
        string target = _shell.In("missing", "x");

        Assert.StartsWith(
            $"{target} cannot be written: ",
            await _shell.FailAsync(ExitCode.NotFoundOrInUse, "genotype", "convert", "darts-v2", "--to", "json", "-o", target));
    }

    [Fact]
    public async Task Another_format_is_refused() => Assert.Equal(
        "Argument 'onnx' not recognized. Must be one of: 'json' 'cream' 'cream-json' 'nni': see `cdarts genotype convert --help`.",
        await _shell.FailAsync(ExitCode.BadConfiguration, "genotype", "convert", "darts-v2", "--to", "onnx"));
}
