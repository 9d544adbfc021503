using Cdarts.Client.Commands;
using Cdarts.Client.Tests.Support;

namespace Cdarts.Client.Tests.Commands;

public sealed class ExportCommandTests : IDisposable
{
    private readonly TestShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task The_genotype_of_a_completed_run_is_its_result()
    {
        _shell.CreateRun("a");
        _shell.File("runs/a/results.json", ResumeCommandTests.Results);
        _shell.File("runs/a/cycles/00/genotype.json", "older");

        Assert.Equal("published", await ExportAsync("genotype", "g.json", "g.json"));
    }

    [Fact]
    public async Task The_genotype_of_another_run_is_its_newest()
    {
        _shell.CreateRun("a");
        _shell.File("runs/a/cycles/00/genotype.json", "older");
        _shell.File("runs/a/cycles/01/genotype.json", "newer");

        Assert.Equal("newer", await ExportAsync("genotype", "g.json", "g.json"));
    }

    [Theory]
    [InlineData("svg")]
    [InlineData("png")]
    [InlineData("dot")]
    public async Task Pictures_of_both_cells_of_the_newest_topology_are_written(string format)
    {
        _shell.CreateRun("a");
        _shell.File("runs/a/cycles/01/genotype.json", "older");
        _shell.File("runs/a/cycles/02/genotype.json", "newer");

        Assert.Equal("newer, cycle 2", await ExportAsync(format, $"cell.{format}", $"cell-normal.{format}"));
        Assert.Equal("newer, cycle 2", File.ReadAllText(_shell.In($"cell-reduction.{format}")));
        Assert.Equal($"{_shell.In($"cell-normal.{format}")}\n{_shell.In($"cell-reduction.{format}")}\n", _shell.Out.ToString());
    }

    [Fact]
    public async Task Pictures_of_a_completed_run_are_of_its_result()
    {
        _shell.CreateRun("a");
        _shell.File("runs/a/results.json", ResumeCommandTests.Results);
        _shell.File("runs/a/cycles/02/genotype.json", "older");

        Assert.Equal("published, final", await ExportAsync("png", "cell.png", "cell-normal.png"));
    }

    [Theory]
    [InlineData("onnx")]
    [InlineData("safetensors")]
    public async Task The_network_comes_from_the_engine(string format)
    {
        string folder = _shell.CreateRun("a");

        Assert.Equal($"{format} of a in {folder}", await ExportAsync(format, "network", "network"));
        Assert.Equal($"{_shell.In("network")}\n", _shell.Out.ToString());
        Assert.Equal("A checkpoint was passed over.\n", _shell.Error.ToString());
    }

    [Theory]
    [InlineData("genotype", "The run a has no genotype yet: it has one after the search warm-up.")]
    [InlineData("png", "The run a has no picture yet: it has one after the search warm-up.")]
    public async Task A_young_run_has_nothing_to_export(string format, string sentence)
    {
        _shell.CreateRun("a");

        Assert.Equal(sentence, await _shell.FailAsync(ExitCode.NotFoundOrInUse, "export", "a", "--format", format, "-o", _shell.In("x")));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_one_sentence()
    {
        _shell.CreateRun("a");
        _shell.File("runs/a/cycles/00/genotype.json", "x");
        string target = _shell.In("missing", "x");

        Assert.StartsWith($"{target} cannot be written: ", await _shell.FailAsync(ExitCode.NotFoundOrInUse, "export", "a", "--format", "genotype", "-o", target));
    }

    [Fact]
    public async Task Another_format_is_refused() =>
        Assert.Equal(
            "Argument 'gif' not recognized. Must be one of: 'genotype' 'svg' 'png' 'dot' 'onnx' 'safetensors': see `cdarts export --help`.",
            await _shell.FailAsync(ExitCode.BadConfiguration, "export", "a", "--format", "gif", "-o", "x"));

    private async Task<string> ExportAsync(string format, string output, string written)
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("export", "a", "--format", format, "-o", _shell.In(output)));
        return File.ReadAllText(_shell.In(written));
    }
}
