using Cdarts.Engine.Training.Layouts;

namespace Cdarts.Engine.Tests.Training.Sessions;

/// <summary>Runs whose search network learns beside the evaluation warm-up change their layout within it.</summary>
public sealed class WarmupSessionTests(WarmupSessionTests.Undisturbed undisturbed) : IClassFixture<WarmupSessionTests.Undisturbed>
{
    [Fact]
    public void A_checkpoint_of_replicas_apart_goes_on_on_one_device()
    {
        string root = undisturbed.Begin("checkpoint");
        new LayoutRun(root, undisturbed.Settings(root), 2, new LayoutGeneration(1, [0], [1], StopAfter: 5)).Play();
        new LayoutRun(root, undisturbed.Settings(root), 1, new LayoutGeneration(2, null, null)).Play();
        undisturbed.AssertSameEnd(root);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_replica_that_misses_the_result_of_a_vote_completes_both_updates(bool searchMisses)
    {
        string root = undisturbed.Begin($"vote-{searchMisses}");
        (int[] search, int[] evaluation) = searchMisses ? ((int[])[0], (int[])[1]) : ([1], [0]);
        LayoutRun run = new LayoutRun(
            root,
            undisturbed.Settings(root),
            2,
            new LayoutGeneration(1, search, evaluation) { LostVote = 5 },
            new LayoutGeneration(2, search, evaluation) { VoteSource = 1 }).Play();
        Assert.Equal(run.Stands[0].Next, run.Stands[0].Awaited);
        undisturbed.AssertSameEnd(root);
    }

    public sealed class Undisturbed() : LayoutSessionTests.Undisturbed(settings => settings with
    {
        Layout = Layout.Split,
        Split = new() { EvaluationWarmup = WarmupUse.SearchSteps },
    });
}
