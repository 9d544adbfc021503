using Cdarts.Contracts.Grains;
using Cdarts.Contracts.Specification;
using Cdarts.Grains.Coordination;
using CsCheck;

namespace Cdarts.Grains.Tests.Coordination;

public sealed class RolePlanTests
{
    private const long Gibibyte = 1 << 30;

    [Theory]
    [InlineData(1, 1, 2, 1)]
    [InlineData(1, 1, 4, 2)]
    [InlineData(2, 1, 3, 2)]
    [InlineData(1, 2, 3, 1)]
    [InlineData(2, 1, 8, 5)]
    [InlineData(3, 2, 5, 3)]
    [InlineData(64, 1, 2, 1)]
    [InlineData(1, 64, 4, 1)]
    public void Replicas_are_shared_out_by_the_ratio(int search, int evaluation, int replicas, int searches) =>
        Assert.Equal(searches, Count(Assign(search, evaluation, [.. Enumerable.Range(0, replicas).Select(_ => Resume())]), ReplicaRole.Search));

    [Fact]
    public void Whatever_is_there_both_networks_have_a_replica_and_who_holds_one_keeps_it_where_the_ratio_allows() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[1, 8], Gen.Enum<ReplicaRole>().Array[2, 12]).Sample((search, evaluation, held) =>
        {
            ReplicaRole[] roles = Assign(search, evaluation, [.. held.Select(role => Resume(role))]);
            int searches = Count(roles, ReplicaRole.Search);

            Assert.InRange(searches, 1, held.Length - 1);
            Assert.InRange(Math.Abs(searches - Math.Clamp((double)held.Length * search / (search + evaluation), 1, held.Length - 1)), 0, .5);
            bool moved(ReplicaRole from, ReplicaRole to) => held.Zip(roles).Any(pair => pair == (from, to));
            Assert.False(moved(ReplicaRole.Search, ReplicaRole.Evaluation) && moved(ReplicaRole.Evaluation, ReplicaRole.Search));
            Assert.False(moved(ReplicaRole.Search, ReplicaRole.Evaluation) && moved(ReplicaRole.Together, ReplicaRole.Search));
        });

    [Fact]
    public void Of_two_counts_as_near_the_one_is_taken_that_moves_nobody()
    {
        Assert.Equal(
            [ReplicaRole.Search, ReplicaRole.Evaluation, ReplicaRole.Evaluation],
            Assign(1, 1, Resume(ReplicaRole.Search), Resume(ReplicaRole.Evaluation), Resume(ReplicaRole.Evaluation)));
        Assert.Equal(
            [ReplicaRole.Search, ReplicaRole.Search, ReplicaRole.Evaluation],
            Assign(1, 1, Resume(ReplicaRole.Search), Resume(ReplicaRole.Search), Resume(ReplicaRole.Evaluation)));
    }

    [Fact]
    public void The_search_network_gets_the_device_with_more_memory_then_the_faster_one()
    {
        Assert.Equal(
            [ReplicaRole.Evaluation, ReplicaRole.Search],
            Assign(1, 1, Resume(memory: 16 * Gibibyte, speed: 900), Resume(memory: 80 * Gibibyte, speed: 100)));
        Assert.Equal(
            [ReplicaRole.Evaluation, ReplicaRole.Search],
            Assign(1, 1, Resume(memory: 16 * Gibibyte, speed: 100), Resume(memory: 15 * Gibibyte, speed: 300)));
        Assert.Equal(
            [ReplicaRole.Search, ReplicaRole.Evaluation], Assign(1, 1, Resume(memory: 16 * Gibibyte, speed: 100), Resume(memory: 16 * Gibibyte, speed: 101)));
    }

    [Fact]
    public void A_role_that_was_held_in_a_state_that_does_not_count_is_no_claim()
    {
        (string, ReplicaResume)[] points = [("r0", Resume(ReplicaRole.Evaluation)), ("r1", Resume(ReplicaRole.Evaluation))];

        Assert.Equal(ReplicaRole.Search, RolePlan.Assign(new(), points, ["r1"])["r0"]);
    }

    [Fact]
    public void Pairs_are_where_the_slices_of_the_two_sides_overlap()
    {
        Dictionary<string, ReplicaRole> roles = new() { ["a"] = ReplicaRole.Evaluation, ["b"] = ReplicaRole.Search, ["c"] = ReplicaRole.Search };

        ReplicaLayout layout = RolePlan.Layout(["a", "b", "c"], roles, 9);

        Assert.Equal([["b", "c"], ["a"]], new[] { layout.Search, layout.Evaluation });
        Assert.Equal([new("b", "a", 0, 4), new("c", "a", 4, 5)], layout.Pairs);
    }

    private static ReplicaRole[] Assign(int search, int evaluation, params ReplicaResume[] replicas)
    {
        (string Replica, ReplicaResume Resume)[] points = [.. replicas.Select((resume, i) => ($"r{i:00}", resume))];
        IReadOnlyDictionary<string, ReplicaRole> roles = RolePlan.Assign(
            new SplitSpec { SearchReplicas = search, EvaluationReplicas = evaluation }, points, [.. points.Select(point => point.Replica)]);
        return [.. points.Select(point => roles[point.Replica])];
    }

    private static int Count(ReplicaRole[] roles, ReplicaRole role) => roles.Count(r => r == role);

    private static ReplicaResume Resume(ReplicaRole role = ReplicaRole.Together, long memory = 0, double speed = 0) =>
        new(new(0, "Joint", 0, 0, 0), new([0.5], "d1"), null, [], null, 0, [], 4, "pictures", role, Device: new(memory, speed));
}
