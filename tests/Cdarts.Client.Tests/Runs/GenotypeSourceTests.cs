using Cdarts.Client.Commands;
using Cdarts.Client.Runs;
using Cdarts.Client.Tests.Commands;
using Cdarts.Client.Tests.Support;
using Cdarts.Engine.Spaces;
using Cdarts.Engine.Spaces.Formats;

namespace Cdarts.Client.Tests.Runs;

public sealed class GenotypeSourceTests : IDisposable
{
    private static readonly Genotype Other = PublishedCells.Get("darts-v2").Genotype;

    private readonly TestShell _shell = new();

    private GenotypeSource Source => new(_shell.Engine, new RunFolders(_shell.Runs));

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void A_built_in_cell_comes_first()
    {
        _shell.CreateRun("darts-v2");
        SourcedGenotype found = Source.Read("darts-v2");
        Assert.Equal(("darts-v2", PublishedCells.Get("darts-v2").Source, Other), (found.Name, found.Source, found.Genotype));
    }

    [Fact]
    public void A_run_gives_its_result_by_name_and_by_folder()
    {
        _shell.CreateRun("a");
        _shell.File("runs/a/results.json", ResumeCommandTests.Results);
        _shell.File("runs/a/cycles/00/genotype.json", Samples.OtherGenotypeText);

        Assert.Equal(new SourcedGenotype("a", "run a", Samples.Genotype), Source.Read("a"));
        Assert.Equal(("run a", Samples.Genotype), (Source.Read(_shell.In("runs", "a")).Source, Source.Read(_shell.In("runs", "a") + "/").Genotype));
    }

    [Fact]
    public void A_run_under_way_gives_its_newest_topology()
    {
        _shell.CreateRun("a");
        _shell.File("runs/a/cycles/01/genotype.json", Samples.GenotypeText);
        _shell.File("runs/a/cycles/02/genotype.json", Samples.OtherGenotypeText);

        Assert.Equal(Samples.Read(Samples.OtherGenotypeText), Source.Read("a").Genotype);
    }

    [Fact]
    public void A_file_is_read_in_its_format()
    {
        string cream = _shell.File("cell.txt", CreamText.Write(Other));
        string folder = Path.GetDirectoryName(_shell.File("cycle/genotype.json", GenotypeJson.Write(Other)))!;

        Assert.Equal(new SourcedGenotype(cream, $"file {cream}", Other), Source.Read(cream));
        Assert.Equal(Other, Source.Read(folder).Genotype);
    }

    [Fact]
    public void A_young_run_has_none()
    {
        _shell.CreateRun("a");
        CommandException error = Assert.Throws<CommandException>(() => Source.Read("a"));
        Assert.Equal((ExitCode.NotFoundOrInUse, "The run a has no genotype yet: it has one after the search warm-up."), (error.ExitCode, error.Message));
    }

    [Fact]
    public void A_damaged_genotype_of_a_run_is_one_sentence()
    {
        _shell.CreateRun("a");
        _shell.File("runs/a/cycles/01/genotype.json", "x");
        Assert.Equal(ExitCode.BadConfiguration, Assert.Throws<CommandException>(() => Source.Read("a")).ExitCode);
    }

    [Fact]
    public void A_file_that_is_no_genotype_is_one_sentence()
    {
        string file = _shell.File("notes.md", "# Notes");
        CommandException error = Assert.Throws<CommandException>(() => Source.Read(file));
        Assert.Equal(
            (ExitCode.BadConfiguration, $"{file} is no genotype: it begins neither with a JSON object nor with Genotype(normal=...)."), (error.ExitCode, error.Message));
    }

    [Theory]
    [InlineData("cdarts-cifer", "cdarts-cifar")]
    [InlineData("my-rnu", "my-run")]
    [InlineData("", "")]
    public void An_unknown_name_gets_the_nearest_and_the_list(string typed, string nearest)
    {
        _shell.CreateRun("my-run");
        CommandException error = Assert.Throws<CommandException>(() => Source.Read(typed));
        Assert.StartsWith($"There is no built-in cell, run or file {typed}: did you mean {nearest}", error.Message);
        Assert.EndsWith($"(built in are {string.Join(", ", PublishedCells.Names)})?", error.Message);
    }

    [Fact]
    public void A_hostile_name_is_shortened() => Assert.InRange(Assert.Throws<CommandException>(() => Source.Read(new string('x', 100_000))).Message.Length, 100, 400);
}
