using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Training.Sessions;
using TemporaryFolder = Cdarts.Engine.Tests.Checkpoints.TemporaryFolder;

namespace Cdarts.Engine.Tests.Training.Sessions;

/// <summary>A retraining that nothing disturbed: what every disturbed and resumed one must end as.</summary>
public sealed class UndisturbedRetraining : IDisposable
{
    internal const int Epochs = 3, Steps = 3, TotalSteps = 9, HeldOut = 6;

    private readonly TemporaryFolder _folder = new();
    private readonly CheckpointReadResult _last;

    public UndisturbedRetraining()
    {
        Root = SessionPictures.NewRoot(_folder.In("whole"));
        Events = new SessionEvents();
        Result = RetrainSessionRun.Play(Root, Events)!;
        _last = UndisturbedRun.Last(Root);
    }

    internal string Root { get; }

    internal SessionEvents Events { get; }

    internal RunResult Result { get; }

    internal RetrainPlan Plan => RetrainSessionRun.Plan(SessionPictures.In(Root));

    /// <summary>An empty run over the same pictures.</summary>
    internal string Begin(string name) => SessionPictures.NewRoot(_folder.In(name));

    /// <summary>Figures, results and every tensor of the last checkpoint are those of the undisturbed run, and every step is there once.</summary>
    internal void AssertSameEnd(string root)
    {
        Assert.Equal(Enumerable.Range(1, TotalSteps).Select(step => (long)step), UndisturbedRun.Metrics(root).Select(line => line.GlobalStep));
        Assert.Equal(UndisturbedRun.Metrics(Root), UndisturbedRun.Metrics(root));
        foreach (string file in (string[])["epochs.json", "genotype.json", "results.json"])
        {
            Assert.Equal(Text(Root, file), Text(root, file));
        }

        CheckpointReadResult last = UndisturbedRun.Last(root);
        Assert.Equal(_last.Manifest.Cursor, last.Manifest.Cursor);
        Assert.Equal(_last.Manifest.GlobalUpdate, last.Manifest.GlobalUpdate);
        Assert.Equal(_last.Manifest.State.GetRawText(), last.Manifest.State.GetRawText());
        Checkpoints.Contents.AssertEqual(_last.Search, last.Search);
        Checkpoints.Contents.AssertEqual(_last.Evaluation, last.Evaluation);
        Checkpoints.Contents.AssertEqual(_last.Run, last.Run);
    }

    internal static string Text(string root, string file) => File.ReadAllText(Path.Combine(root, "run", file));

    public void Dispose() => _folder.Dispose();
}
