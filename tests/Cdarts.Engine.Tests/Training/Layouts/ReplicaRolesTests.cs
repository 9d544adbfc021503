using Cdarts.Engine.Collectives;
using Cdarts.Engine.Training.Layouts;

namespace Cdarts.Engine.Tests.Training.Layouts;

public class ReplicaRolesTests
{
    [Fact]
    public void Without_parts_of_the_world_every_replica_holds_both()
    {
        ReplicaRoles roles = ReplicaRoles.Of(Group(3, null, null));
        Assert.False(roles.IsSplit);
        Assert.Equal([0, 1, 2], roles.SearchRanks);
        Assert.Equal([0, 1, 2], roles.EvaluationRanks);
        Assert.False(ReplicaRoles.Of(Group(2, [1, 0], [0, 1])).IsSplit);
    }

    [Fact]
    public void Parts_that_do_not_meet_split_the_world()
    {
        ReplicaRoles roles = ReplicaRoles.Of(Group(4, [3, 1], [0, 2]));
        Assert.True(roles.IsSplit);
        Assert.Equal([ReplicaRole.Evaluation, ReplicaRole.Search, ReplicaRole.Evaluation, ReplicaRole.Search], Enumerable.Range(0, 4).Select(rank => roles[rank]));
        Assert.Equal([1, 3], roles.SearchRanks);
        Assert.Equal([0, 2], roles.EvaluationRanks);
    }

    [Theory]
    [InlineData(new[] { 0, 1 }, new[] { 1, 2 })]
    [InlineData(new[] { 0 }, new[] { 1 })]
    [InlineData(new int[0], new[] { 0, 1, 2 })]
    [InlineData(new[] { 0, 1 }, new[] { 2, 3 })]
    public void Anything_else_is_refused(int[] search, int[] evaluation) =>
        Assert.Contains("give every replica one", Assert.Throws<CdartsException>(() => ReplicaRoles.Of(Group(3, search, evaluation))).Message, StringComparison.Ordinal);

    private static GroupSpec Group(int ranks, int[]? search, int[]? evaluation) =>
        new("run", 1, 0, [.. Enumerable.Range(0, ranks).Select(rank => $"e{rank}")], [], search, evaluation);
}
