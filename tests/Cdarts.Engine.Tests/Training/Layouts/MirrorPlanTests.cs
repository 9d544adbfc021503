using Cdarts.Engine.Training.Layouts;
using CsCheck;

namespace Cdarts.Engine.Tests.Training.Layouts;

public class MirrorPlanTests
{
    [Theory]
    [InlineData(1, 1, "0-1 1-0")]
    [InlineData(2, 1, "0-2 2-0 2-1")]
    [InlineData(1, 2, "0-1 0-2 1-0")]
    [InlineData(3, 2, "0-3 1-4 3-0 3-1 4-2")]
    public void Transfers_of_a_ratio(int search, int evaluation, string transfers) =>
        Assert.Equal(transfers, string.Join(' ', MirrorPlan.Of(Roles(search, evaluation), 24).Select(transfer => $"{transfer.From}-{transfer.To}")));

    [Fact]
    public void Every_replica_gets_the_other_networks_state_once() => Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9]).Sample((search, evaluation) =>
    {
        ReplicaRoles roles = Roles(search, evaluation);
        IReadOnlyList<(int From, int To)> transfers = MirrorPlan.Of(roles, 24);
        Assert.Equal(Enumerable.Range(0, roles.WorldSize), transfers.Select(transfer => transfer.To).Order());
        Assert.All(transfers, transfer => Assert.NotEqual(roles[transfer.From], roles[transfer.To]));
    });

    private static ReplicaRoles Roles(int search, int evaluation) => ReplicaRoles.Of(new(
        "run", 1, 0, [.. Enumerable.Range(0, search + evaluation).Select(rank => $"e{rank}")], [],
        [.. Enumerable.Range(0, search)], [.. Enumerable.Range(search, evaluation)]));
}
