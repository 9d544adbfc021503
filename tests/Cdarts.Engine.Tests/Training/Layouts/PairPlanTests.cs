using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Layouts;
using CsCheck;

namespace Cdarts.Engine.Tests.Training.Layouts;

public class PairPlanTests
{
    private static readonly Gen<(PairPlan Plan, int Search, int Evaluation)> Plans =
        from search in Gen.Int[1, 9]
        from evaluation in Gen.Int[1, 9]
        from batch in Gen.Int[Math.Max(search, evaluation), 200]
        from parts in Gen.Int[1, 5]
        select (new PairPlan(batch, search, evaluation, parts), search, evaluation);

    /// <summary>The slices are those of the batches that are read.</summary>
    [Fact]
    public void Every_row_comes_to_every_replica_that_needs_it_exactly_once() => Plans.Sample((plan, search, evaluation) =>
    {
        foreach ((NetworkSide side, int replicas) in new[] { (NetworkSide.Search, search), (NetworkSide.Evaluation, evaluation) })
        {
            for (int rank = 0; rank < replicas; rank++)
            {
                int first = plan.GlobalBatch * rank / replicas, end = plan.GlobalBatch * (rank + 1) / replicas;
                int[] slice = [.. Enumerable.Range(first, end - first)];
                Assert.Equal((first, slice.Length), (plan.FirstRow(side, rank), plan.Count(side, rank)));
                Assert.Equal(slice, Rows(plan.Links(side, rank)));
                Assert.Equal(slice, Enumerable.Range(0, plan.Parts).SelectMany(part => Rows(plan.Links(side, rank, part))).Order());
                Assert.Distinct(plan.Links(side, rank).Select(link => link.Peer));
            }
        }
    });

    /// <summary>What one replica of a pair gives in a part is what the other one waits for in that part.</summary>
    [Fact]
    public void The_two_sides_agree_part_by_part() => Plans.Sample((plan, search, evaluation) =>
    {
        for (int part = 0; part < plan.Parts; part++)
        {
            IEnumerable<(int Search, int Evaluation, int Row, int Count)> given = Enumerable.Range(0, search).SelectMany(rank =>
                plan.Links(NetworkSide.Search, rank, part).Select(link => (rank, link.Peer, link.FirstRow, link.Count)));
            IEnumerable<(int Search, int Evaluation, int Row, int Count)> awaited = Enumerable.Range(0, evaluation).SelectMany(rank =>
                plan.Links(NetworkSide.Evaluation, rank, part).Select(link => (link.Peer, rank, link.FirstRow, link.Count)));
            Assert.Equal(given.Order(), awaited.Order());
        }
    });

    [Theory]
    [InlineData(1, 1, "0-0")]
    [InlineData(2, 2, "0-0 1-1")]
    [InlineData(2, 1, "0-0 1-0")]
    [InlineData(1, 2, "0-0 0-1")]
    [InlineData(4, 1, "0-0 1-0 2-0 3-0")]
    [InlineData(4, 2, "0-0 1-0 2-1 3-1")]
    [InlineData(3, 2, "0-0 1-0 1-1 2-1")]
    public void Pairs_of_a_ratio(int search, int evaluation, string pairs)
    {
        PairPlan plan = new(24, search, evaluation);
        Assert.Equal(pairs, string.Join(' ', Enumerable.Range(0, search).SelectMany(rank =>
            plan.Links(NetworkSide.Search, rank).Select(link => $"{rank}-{link.Peer}"))));
    }

    [Theory]
    [InlineData(64, 1, 1, 0, 1)]
    [InlineData(64, 1, 1, 32, 2)]
    [InlineData(64, 2, 1, 32, 2)]
    [InlineData(64, 1, 4, 20, 4)]
    [InlineData(4, 2, 2, 1, 1)]
    [InlineData(8, 2, 1, 2, 2)]
    public void Parts_are_as_many_as_the_fuller_side_needs_and_never_of_one_picture(int batch, int search, int evaluation, int device, int parts) =>
        Assert.Equal(parts, PairPlan.WithParts(batch, search, evaluation, device).Parts);

    [Fact]
    public void A_side_with_more_replicas_than_rows_is_refused() =>
        Assert.Contains("batch of 2 pictures", Assert.Throws<CdartsException>(() => new PairPlan(2, 3, 1)).Message, StringComparison.Ordinal);

    private static IEnumerable<int> Rows(IEnumerable<PairLink> links) => links.SelectMany(link => Enumerable.Range(link.FirstRow, link.Count));
}
