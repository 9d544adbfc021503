using Cdarts.Client.Commands;
using Cdarts.Client.Runs;
using Cdarts.Client.Tests.Support;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Tests.Runs;

public sealed class RunFoldersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private RunFolders Folders => new(_folder.In("runs"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_appears_whole_and_nothing_else_does()
    {
        string folder = Folders.Create(Manifest("a"));

        Assert.Equal(_folder.In("runs", "a"), folder);
        Assert.Equal([_folder.In("runs", "a", "run.json")], Directory.GetFiles(folder));
        Assert.Equal([folder], Directory.GetDirectories(_folder.In("runs")));
        Assert.Equal("a", RunManifest.Read(folder).Name);
    }

    [Fact]
    public void A_taken_name_is_refused()
    {
        Folders.Create(Manifest("a"));

        CommandException error = Assert.Throws<CommandException>(() => Folders.Create(Manifest("a")));

        Assert.Equal(ExitCode.NotFoundOrInUse, error.ExitCode);
        Assert.Equal($"The run a exists in {_folder.In("runs")}: go on with `cdarts resume a`, or choose another name with --name.", error.Message);
    }

    [Fact]
    public void Of_many_that_want_one_name_one_gets_it()
    {
        int made = 0;
        Parallel.For(0, 16, _ =>
        {
            if (Folders.TryCreate(Manifest("a")) is not null)
            {
                Interlocked.Increment(ref made);
            }
        });

        Assert.Equal(1, made);
        Assert.Single(Directory.GetDirectories(_folder.In("runs")));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("file/deeper")]
    public void A_root_that_cannot_be_a_folder_is_one_sentence(string root)
    {
        _folder.File("file", "");

        CommandException error = Assert.Throws<CommandException>(() => new RunFolders(_folder.In(root)).Create(Manifest("a")));

        Assert.Equal(ExitCode.NotFoundOrInUse, error.ExitCode);
        Assert.StartsWith($"The folder {_folder.In(root)} cannot be written (", error.Message);
        Assert.EndsWith("): choose another one with --runs or CDARTS_RUNS.", error.Message);
    }

    [Fact]
    public void A_run_is_found_by_name_and_by_path()
    {
        string folder = Folders.Create(Manifest("a"));

        Assert.Equal(folder, Folders.Find("a"));
        Assert.Equal(folder, Folders.Find(folder));
        Assert.Equal(folder, Folders.Find(folder + "/"));
        Assert.Equal(folder, new RunFolders(_folder.In("elsewhere")).Find(folder));
    }

    [Theory]
    [InlineData("quickstrat", "did you mean quickstart?")]
    [InlineData("", "did you mean quickstart?")]
    [InlineData("../runs", "did you mean quickstart?")]
    public void An_unknown_run_is_refused_with_the_nearest(string run, string ending)
    {
        Folders.Create(Manifest("quickstart"));

        CommandException error = Assert.Throws<CommandException>(() => Folders.Find(run));

        Assert.Equal(ExitCode.NotFoundOrInUse, error.ExitCode);
        Assert.EndsWith(ending, error.Message);
    }

    [Fact]
    public void Without_runs_a_search_is_proposed() =>
        Assert.Equal($"There is no run a in {_folder.In("runs")}: start one with `cdarts search`.", Assert.Throws<CommandException>(() => Folders.Find("a")).Message);

    [Fact]
    public void Folders_without_a_manifest_and_drafts_are_no_runs()
    {
        Folders.Create(Manifest("b"));
        Folders.Create(Manifest("a"));
        _folder.File("runs/other/readme.txt", "");
        _folder.File("runs/.new-1/run.json", "{}");

        Assert.Equal(["a", "b"], Folders.All().Select(folder => Path.GetFileName(folder)));
    }

    [Fact]
    public void The_flag_beats_the_variable_beats_the_default()
    {
        Dictionary<string, string> variables = new() { ["CDARTS_RUNS"] = "v" };

        Assert.Equal("f", RunFolders.Choose("f", variables).Root);
        Assert.Equal("v", RunFolders.Choose(null, variables).Root);
        Assert.Equal("runs", RunFolders.Choose(null, new Dictionary<string, string> { ["CDARTS_RUNS"] = "" }).Root);
    }

    private static RunManifest Manifest(string name) =>
        new(name, RunSpec.Cream, RunSpecJson.Hash(RunSpec.Cream), "none", ProductVersions.All, Samples.Start);
}
