using Cdarts.Contracts.Grains;
using Cdarts.Grains.Coordination;

namespace Cdarts.Grains.Tests.Coordination;

public sealed class StateChoiceTests
{
    private static readonly RunCursor Fifth = new(0, "Joint", 0, 5, 0), Between = Fifth with { Update = 1 }, Sixth = Fifth with { Step = 6 };

    [Fact]
    public void The_furthest_of_the_latest_lineage_counts()
    {
        StateChoice choice = StateChoice.Of([("a", At(Sixth, lineage: 3)), ("b", At(Fifth, lineage: 4)), ("c", At(Between, lineage: 4))]);

        Assert.Equal(Between, choice.Resume.Next);
        Assert.Equal(["c"], choice.Holders);
        Assert.Equal(("c", "c", null), (choice.Search, choice.Evaluation, choice.Voter));
    }

    [Fact]
    public void Replicas_with_one_network_each_are_whole_together()
    {
        StateChoice choice = StateChoice.Of([("a", At(Fifth, ReplicaRole.Evaluation)), ("b", At(Fifth, ReplicaRole.Search)), ("c", At(Fifth, ReplicaRole.Search))]);

        Assert.True(choice.IsWhole);
        Assert.Equal(("b", "a"), (choice.Search, choice.Evaluation));
    }

    [Theory]
    [InlineData(ReplicaRole.Search)]
    [InlineData(ReplicaRole.Evaluation)]
    public void One_network_without_the_other_is_not_whole(ReplicaRole role)
    {
        StateChoice choice = StateChoice.Of([("a", At(Fifth, role)), ("b", At(Fifth, role)), ("c", At(RunCursorStart, lineage: 0))]);

        Assert.False(choice.IsWhole);
        Assert.Equal(role == ReplicaRole.Search, choice.Evaluation is null);
        Assert.Equal(role == ReplicaRole.Evaluation, choice.Search is null);
    }

    [Fact]
    public void A_whole_state_elsewhere_is_of_no_use_when_training_went_on()
    {
        Assert.False(StateChoice.Of([("a", At(Sixth, ReplicaRole.Search)), ("b", At(Fifth))]).IsWhole);
    }

    [Fact]
    public void Who_misses_only_the_result_of_the_vote_counts_as_one_that_has_it()
    {
        StateChoice choice = StateChoice.Of(
        [
            ("a", At(Fifth, ReplicaRole.Search) with { Awaited = Fifth, Alphas = new([0.25], "older") }), ("b", At(Between, ReplicaRole.Evaluation)),
        ]);

        Assert.Equal(["b", "a"], choice.Holders);
        Assert.Equal(("a", "b", "b"), (choice.Search, choice.Evaluation, choice.Voter));
        Assert.Equal(Between, choice.Resume.Next);
    }

    [Fact]
    public void Where_nobody_has_the_result_the_update_is_done_again()
    {
        ReplicaResume search = At(Fifth, ReplicaRole.Search) with { Awaited = Fifth }, evaluation = At(Fifth, ReplicaRole.Evaluation) with { Awaited = Fifth };
        StateChoice choice = StateChoice.Of([("a", search), ("b", evaluation)]);

        Assert.Equal(("a", "b", null), (choice.Search, choice.Evaluation, choice.Voter));
    }

    [Fact]
    public void Who_holds_both_gives_both()
    {
        StateChoice choice = StateChoice.Of([("a", At(Fifth, ReplicaRole.Search)), ("b", At(Fifth, ReplicaRole.Evaluation)), ("c", At(Fifth))]);

        Assert.Equal(("c", "c"), (choice.Search, choice.Evaluation));
    }

    private static RunCursor RunCursorStart => new(0, "SearchWarmup", 0, 0, 0);

    private static ReplicaResume At(RunCursor next, ReplicaRole role = ReplicaRole.Together, long lineage = 4) =>
        new(next, new([0.5], "d1"), null, [], null, 0, [], lineage, "pictures", role);
}
