using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Sessions;
using TemporaryFolder = Cdarts.Engine.Tests.Checkpoints.TemporaryFolder;

namespace Cdarts.Engine.Tests.Training.Sessions;

/// <summary>Pictures on disk, and a run over them that nothing disturbed: what every disturbed and resumed run must end as.</summary>
public sealed class UndisturbedRun : IDisposable
{
    internal const int TotalSteps = 16;

    private readonly TemporaryFolder _folder = new();
    private readonly CheckpointReadResult _last;

    public UndisturbedRun()
    {
        Root = SessionPictures.NewRoot(_folder.In("whole"));
        Events = new SessionEvents();
        Result = SessionRun.Play(Root, Events)!;
        _last = Last(Root);
    }

    internal string Root { get; }

    internal SessionEvents Events { get; }

    internal RunResult Result { get; }

    internal CdartsSettings Settings => SessionRun.Settings(Path.Combine(Root, "pictures"));

    /// <summary>An empty run over the same pictures.</summary>
    internal string Begin(string name) => SessionPictures.NewRoot(_folder.In(name));

    /// <summary>Losses, topologies, results and every tensor of the last checkpoint are those of the undisturbed run, and every step is there once.</summary>
    internal void AssertSameEnd(string root)
    {
        Assert.Equal(Enumerable.Range(1, TotalSteps).Select(step => (long)step), Metrics(root).Select(line => line.GlobalStep));
        Assert.Equal(Metrics(Root), Metrics(root));
        foreach (string file in (string[])["genotype.json", "results.json", "cycles/01/genotype.json", "cycles/02/genotype.json", "cycles/01/held_out.json", "cycles/02/held_out.json"])
        {
            Assert.Equal(File.ReadAllText(Path.Combine(Root, "run", file)), File.ReadAllText(Path.Combine(root, "run", file)));
        }

        CheckpointReadResult last = Last(root);
        Assert.Equal(_last.Manifest.Cursor, last.Manifest.Cursor);
        Assert.Equal(_last.Manifest.GlobalUpdate, last.Manifest.GlobalUpdate);
        Assert.Equal(_last.Manifest.State.GetRawText(), last.Manifest.State.GetRawText());
        Checkpoints.Contents.AssertEqual(_last.Search, last.Search);
        Checkpoints.Contents.AssertEqual(_last.Evaluation, last.Evaluation);
        Checkpoints.Contents.AssertEqual(_last.Run, last.Run);
    }

    public void Dispose() => _folder.Dispose();

    internal static CheckpointReadResult Last(string root) =>
        new CheckpointReader(new RunFolder(Path.Combine(root, "run")).CheckpointsDirectory).LoadNewest(warning => Assert.Fail(warning))!;

    /// <summary>Lines without what differs from run to run.</summary>
    internal static MetricsLine[] Metrics(string root) => [.. MetricsReader.Read(new RunFolder(Path.Combine(root, "run")).MetricsFile)
        .Select(line => line with { Generation = 0, ImagesPerSecond = null, StepSeconds = null, DataWait = null, SearchWait = null, EvaluationWait = null, ExchangeSeconds = null, PeakMemoryMib = null })];
}
