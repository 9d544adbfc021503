using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Training;

namespace Cdarts.Engine.Tests.Training.Sessions;

/// <summary>A group of two that breaks, and whose broken part starts from nothing, ends bit for bit as one that nothing disturbed.</summary>
public sealed class GroupSessionTests(GroupSessionTests.Undisturbed undisturbed) : IClassFixture<GroupSessionTests.Undisturbed>
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(0, 3)]
    [InlineData(1, 5)]
    [InlineData(0, 7)]
    [InlineData(0, 10)]
    [InlineData(1, 16)]
    public void Survivors_go_on_and_a_replica_without_memory_takes_their_state_over(int victim, int afterStep)
    {
        string root = SessionPictures.NewRoot(undisturbed.Folder.In($"broken-{victim}-{afterStep}"));
        GroupRun run = new(root, undisturbed.Settings(root), replicas: 2) { Victim = victim, AfterStep = afterStep };
        run.Play();

        Assert.Equal([null, 0], run.Sources);
        Assert.Equal(UndisturbedRun.Metrics(undisturbed.Root), UndisturbedRun.Metrics(root));
        CheckpointReadResult expected = UndisturbedRun.Last(undisturbed.Root), found = UndisturbedRun.Last(root);
        Assert.Equal(2, found.Manifest.Generation);
        Assert.Equal(expected.Manifest.Cursor, found.Manifest.Cursor);
        Assert.Equal(expected.Manifest.State.GetRawText(), found.Manifest.State.GetRawText());
        Checkpoints.Contents.AssertEqual(expected.Search, found.Search);
        Checkpoints.Contents.AssertEqual(expected.Evaluation, found.Evaluation);
        Checkpoints.Contents.AssertEqual(expected.Run, found.Run);
        foreach (string file in (string[])["results.json", "cycles/01/genotype.json", "cycles/02/genotype.json", "cycles/02/held_out.json"])
        {
            Assert.Equal(File.ReadAllText(Path.Combine(undisturbed.Root, "run", file)), File.ReadAllText(Path.Combine(root, "run", file)));
        }
    }

    [Fact]
    public void A_group_of_two_counts_every_picture_once()
    {
        Assert.Equal(Enumerable.Range(1, UndisturbedRun.TotalSteps).Select(step => (long)step), UndisturbedRun.Metrics(undisturbed.Root).Select(line => line.GlobalStep));
        Assert.Equal(2, System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(undisturbed.Root, "run", "memory.json"))).RootElement.GetProperty("peak_memory_mib").GetArrayLength());
        Assert.Contains("\"pictures\": 6", File.ReadAllText(Path.Combine(undisturbed.Root, "run", "cycles", "01", "held_out.json")));
    }

    public sealed class Undisturbed : IDisposable
    {
        public Undisturbed()
        {
            Root = SessionPictures.NewRoot(Folder.In("whole"));
            new GroupRun(Root, Settings(Root), replicas: 2).Play();
        }

        internal Checkpoints.TemporaryFolder Folder { get; } = new();

        internal string Root { get; }

        /// <summary>No checkpoints but those at the ends of phases: what survives is in memory.</summary>
        internal CdartsSettings Settings(string root) =>
            SessionRun.Settings(SessionPictures.In(root)) with { Checkpoint = new() { IntervalSeconds = 0, IntervalSteps = 0, Keep = 3 } };

        public void Dispose() => Folder.Dispose();
    }
}
