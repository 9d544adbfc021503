using Cdarts.Engine.Checkpoints;

namespace Cdarts.Engine.Tests.Checkpoints;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_names_are_as_documented()
    {
        RunFolder run = new(_folder.In("my-run"));
        Assert.Equal(
            ["run.json", "metrics.jsonl", "results.json", "genotype.json", "lock", "endpoint.json", "checkpoints", "events", "cycles", "cycles/03", "cycles/123"],
            ((string[])
            [
                run.RunFile, run.MetricsFile, run.ResultsFile, run.GenotypeFile, run.LockFile, run.EndpointFile, run.CheckpointsDirectory, run.EventsDirectory,
                run.CyclesDirectory, run.CycleDirectory(3), run.CycleDirectory(123),
            ]).Select(path => Path.GetRelativePath(run.Root, path)));
    }

    [Fact]
    public void Creating_makes_the_folders_and_removes_leftovers_only()
    {
        RunFolder run = new(_folder.In("my-run"));
        run.Create();
        File.WriteAllText(run.RunFile, "");
        File.WriteAllText(Path.Combine(run.Root, ".tmp-run.json-0"), "");
        run.Create();
        Assert.Equal(["checkpoints", "cycles", "events", "run.json"], Directory.GetFileSystemEntries(run.Root).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named()
    {
        File.WriteAllText(_folder.In("file"), "");
        string message = Assert.Throws<CdartsException>(() => new RunFolder(_folder.In("file", "run")).Create()).Message;
        Assert.StartsWith($"The run folder {_folder.In("file", "run")} cannot be written: ", message);
    }

    [Theory]
    [InlineData(-1, new[] { "notes" })]
    [InlineData(0, new[] { "00", "notes" })]
    [InlineData(9, new[] { "00", "01", "09", "notes" })]
    [InlineData(200, new[] { "00", "01", "09", "10", "100", "notes" })]
    public void Later_cycles_are_cut_off(int through, string[] left)
    {
        RunFolder run = new(_folder.Root);
        CycleFolder.CutBack(run, through);
        foreach (string name in (string[])["00", "01", "09", "10", "100", "notes", ".tmp-11-0"])
        {
            Directory.CreateDirectory(Path.Combine(run.CyclesDirectory, name));
            File.WriteAllText(Path.Combine(run.CyclesDirectory, name, "genotype.json"), "{}");
        }

        CycleFolder.CutBack(run, through);
        Assert.Equal(left, Directory.GetFileSystemEntries(run.CyclesDirectory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
