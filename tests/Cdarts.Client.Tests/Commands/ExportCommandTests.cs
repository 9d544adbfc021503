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

    [Fact]
    public async Task Pictures_of_both_cells_are_written()
    {
        _shell.CreateRun("a");
        _shell.File("runs/a/cycles/00/normal.svg", "old");
        _shell.File("runs/a/cycles/01/normal.svg", "<svg>n</svg>");
        _shell.File("runs/a/cycles/01/reduction.svg", "<svg>r</svg>");
        _shell.File("runs/a/cycles/02/genotype.json", "");

        Assert.Equal("<svg>n</svg>", await ExportAsync("svg", "cell.svg", "cell-normal.svg"));
        Assert.Equal("<svg>r</svg>", File.ReadAllText(_shell.In("cell-reduction.svg")));
        Assert.Equal($"{_shell.In("cell-normal.svg")}\n{_shell.In("cell-reduction.svg")}\n", _shell.Out.ToString());
    }

    [Fact]
    public async Task Weights_come_from_the_engine()
    {
        _shell.CreateRun("a");

        Assert.Equal("weights", await ExportAsync("safetensors", "w.safetensors", "w.safetensors"));
    }

    [Theory]
    [InlineData("genotype", "The run a has no genotype yet: it has one after the search warm-up.")]
    [InlineData("svg", "The run a has no picture yet: it has one after the search warm-up.")]
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
            "Argument 'png' not recognized. Must be one of: 'genotype' 'svg' 'safetensors': see `cdarts export --help`.",
            await _shell.FailAsync(ExitCode.BadConfiguration, "export", "a", "--format", "png", "-o", "x"));

    private async Task<string> ExportAsync(string format, string output, string written)
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("export", "a", "--format", format, "-o", _shell.In(output)));
        return File.ReadAllText(_shell.In(written));
    }
}
