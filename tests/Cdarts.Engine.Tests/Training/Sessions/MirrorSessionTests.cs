using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Layouts;

namespace Cdarts.Engine.Tests.Training.Sessions;

/// <summary>A network whose last replica is lost comes back from the host memory of the others.</summary>
public sealed class MirrorSessionTests(MirrorSessionTests.Undisturbed undisturbed) : IClassFixture<MirrorSessionTests.Undisturbed>
{
    private static readonly Cursor AfterStep6 = new(0, TrainingPhase.Joint, 0, 0, 0), AfterStep9 = new(0, TrainingPhase.Joint, 1, 1, 0);

    /// <summary>The group breaks between two mirrors, or while the next one is being taken.</summary>
    [Theory]
    [InlineData(true, 8)]
    [InlineData(false, 9)]
    public void A_survivor_goes_on_alone_as_if_it_had_been_resumed_from_a_checkpoint_of_that_moment(bool searchIsLost, int breakAfter)
    {
        (int[] search, int[] evaluation) = searchIsLost ? ((int[])[0], (int[])[1]) : ([1], [0]);
        string root = undisturbed.Begin($"mirror-{searchIsLost}"), resumed = undisturbed.Begin($"resumed-{searchIsLost}");
        LayoutRun run = new LayoutRun(
            root,
            undisturbed.Settings(root),
            2,
            new LayoutGeneration(1, search, evaluation, BreakAfter: breakAfter),
            new LayoutGeneration(2, null, null) { Members = [1], Rewind = true }).Play();
        Assert.Equal(AfterStep6, run.Stands[1].Mirror);
        Assert.True(run.Stands[1].Next.CompareTo(AfterStep6) > 0);
        Assert.Contains((2L, AfterStep6), run.Joined);
        Assert.Equal([ReplicaRole.Together], run.Roles[1]);

        new LayoutRun(resumed, undisturbed.Settings(resumed), 2, new LayoutGeneration(1, search, evaluation, StopAfter: 6)).Play();
        new LayoutRun(resumed, undisturbed.Settings(resumed), 1, new LayoutGeneration(2, null, null)).Play();
        CheckpointReadResult expected = UndisturbedRun.Last(resumed), last = UndisturbedRun.Last(root);
        Checkpoints.Contents.AssertEqual(expected.Search, last.Search);
        Checkpoints.Contents.AssertEqual(expected.Evaluation, last.Evaluation);
        Checkpoints.Contents.AssertEqual(expected.Run, last.Run);
        Assert.Equal(UndisturbedRun.Metrics(resumed), UndisturbedRun.Metrics(root));
        Assert.Equal(
            MetricsReader.Read(new RunFolder(Path.Combine(root, "run")).MetricsFile).Select(line => line.Generation),
            Enumerable.Range(1, UndisturbedRun.TotalSteps).Select(step => step <= 6 ? 1L : 2));
        foreach (string file in (string[])["cycles/01/genotype.json", "cycles/01/held_out.json", "cycles/02/genotype.json", "genotype.json", "results.json"])
        {
            Assert.Equal(File.ReadAllText(Path.Combine(resumed, "run", file)), File.ReadAllText(Path.Combine(root, "run", file)));
        }
    }

    /// <summary>In the second cycle, whose folder is cut back; then apart again with a replica that was not there before, and again lost.</summary>
    [Fact]
    public void Survivors_give_the_state_to_newcomers_and_lose_another_replica()
    {
        string root = undisturbed.Begin("newcomers");
        LayoutRun run = new LayoutRun(
            root,
            undisturbed.Settings(root),
            4,
            new LayoutGeneration(1, [0], [1, 2], BreakAfter: 11) { Members = [0, 1, 2] },
            new LayoutGeneration(2, [1], [0, 2], Source: 1, BreakAfter: 11) { Members = [3, 1, 2], Rewind = true },
            new LayoutGeneration(3, null, null, Source: 0) { Members = [3, 2], Rewind = true }).Play();
        Assert.Equal(Enumerable.Repeat((2L, AfterStep9), 3), run.Joined.Where(joined => joined.Generation == 2));
        Assert.Equal(Enumerable.Repeat((3L, AfterStep9), 2), run.Joined.Where(joined => joined.Generation == 3));
        Assert.Equal([[ReplicaRole.Search, ReplicaRole.Evaluation, ReplicaRole.Evaluation], [ReplicaRole.Evaluation, ReplicaRole.Search, ReplicaRole.Evaluation], [ReplicaRole.Together, ReplicaRole.Together]], run.Roles);
        undisturbed.AssertSameEnd(root);
    }

    [Fact]
    public void Together_there_is_no_mirror()
    {
        string root = undisturbed.Begin("together");
        LayoutRun run = new LayoutRun(
            root,
            undisturbed.Settings(root),
            2,
            new LayoutGeneration(1, [0], [1], BreakAfter: 4),
            new LayoutGeneration(2, null, null, Source: 0, EvaluationSource: 1, BreakAfter: 7)).Play();
        Assert.All(run.Stands, stand => Assert.Null(stand.Mirror));
    }

    public sealed class Undisturbed() : LayoutSessionTests.Undisturbed(settings => settings with { Split = new() { Mirror = 3 } });
}
