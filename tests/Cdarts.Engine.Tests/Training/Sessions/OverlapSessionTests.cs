using Cdarts.Engine.Networks;

namespace Cdarts.Engine.Tests.Training.Sessions;

/// <summary>Replicas that share no module, whose search side begins a joint step's second update ahead, live through broken votes.</summary>
public sealed class OverlapSessionTests(OverlapSessionTests.Undisturbed undisturbed) : IClassFixture<OverlapSessionTests.Undisturbed>
{
    /// <summary>The votes of both updates of a joint step: the second one was begun with alphas that do not count yet.</summary>
    [Theory]
    [InlineData(7, true)]
    [InlineData(7, false)]
    [InlineData(8, true)]
    public void A_replica_that_misses_the_result_of_a_vote_completes_the_update(int vote, bool searchMisses)
    {
        string root = undisturbed.Begin($"vote-{vote}-{searchMisses}");
        (int[] search, int[] evaluation) = searchMisses ? ((int[])[0], (int[])[1]) : ([1], [0]);
        LayoutRun run = new LayoutRun(
            root,
            undisturbed.Settings(root),
            2,
            new LayoutGeneration(1, search, evaluation) { LostVote = vote },
            new LayoutGeneration(2, search, evaluation) { VoteSource = 1 }).Play();
        Assert.Equal(run.Stands[0].Next, run.Stands[0].Awaited);
        undisturbed.AssertSameEnd(root, stepInTwo: vote == 7 ? 7 : null);
    }

    public sealed class Undisturbed() : LayoutSessionTests.Undisturbed(settings => settings with
    {
        Network = settings.Network with { ShareModules = false, Ensemble = EnsembleKind.PerNetwork },
    });
}
