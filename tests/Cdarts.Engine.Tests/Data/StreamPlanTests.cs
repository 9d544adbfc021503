using Cdarts.Engine.Data;
using CsCheck;

namespace Cdarts.Engine.Tests.Data;

public class StreamPlanTests
{
    private static readonly int[] Indices = [.. Enumerable.Range(0, 103).Select(i => 1000 + (3 * i))];

    [Fact]
    public void An_epoch_takes_every_picture_of_its_full_batches_once_for_any_world_size() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[8, 40], Gen.Long[0, 50], Gen.Long).Sample((worldSize, batch, epoch, seed) =>
        {
            StreamPlan plan = new(DataStream.SearchTrain, Indices, seed, batch, 0);
            List<int> taken = [];
            for (int step = 0; step < plan.Steps; step++)
            {
                taken.AddRange(Global(plan, epoch, step, worldSize));
            }

            int[] order = Permutation.Create(Indices.Length, seed, DataStream.SearchTrain, epoch);
            Assert.Equal(order.Take(Indices.Length / batch * batch).Select(place => Indices[place]), taken);
            Assert.Equal(taken.Count, taken.Distinct().Count());
        });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void The_global_batch_is_the_same_for_any_world_size(int worldSize)
    {
        StreamPlan plan = new(DataStream.SearchValid, Indices, 11, 10, 0);
        for (int step = 0; step < plan.Steps; step++)
        {
            Assert.Equal(plan.Slice(4, step, 0, 1).ToArray(), Global(plan, 4, step, worldSize));
        }
    }

    [Fact]
    public void Ranks_take_shares_that_differ_by_one_at_most()
    {
        StreamPlan plan = new(DataStream.SearchTrain, Indices, 0, 10, 0);

        int[] shares = [plan.Slice(0, 0, 0, 4).Length, plan.Slice(0, 0, 1, 4).Length, plan.Slice(0, 0, 2, 4).Length, plan.Slice(0, 0, 3, 4).Length];

        Assert.Equal([2, 3, 2, 3], shares);
    }

    [Fact]
    public void Epochs_may_be_asked_for_in_any_order_and_slices_stay_valid()
    {
        StreamPlan plan = new(DataStream.SearchTrain, Indices, 0, 10, 0);
        ReadOnlySpan<int> slice = plan.Slice(0, 3, 0, 1);
        int[] before = slice.ToArray();

        int[] other = plan.Slice(1, 3, 0, 1).ToArray();

        Assert.NotEqual(before, other);
        Assert.Equal(before, slice.ToArray());
        Assert.Equal(before, plan.Slice(0, 3, 0, 1).ToArray());
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(10, 10)]
    [InlineData(4, 4)]
    public void Steps_are_those_asked_for_or_all_full_batches(int asked, int steps) =>
        Assert.Equal(steps, new StreamPlan(DataStream.SearchTrain, Indices, 0, 10, asked).Steps);

    [Theory]
    [InlineData(104, 0, "103 pictures, fewer than one batch of 104")]
    [InlineData(10, 11, "enough for 10 batches of 10, but 11 steps")]
    [InlineData(0, 0, "batch size 0")]
    [InlineData(-5, 0, "batch size -5")]
    [InlineData(10, -1, "steps per epoch -1")]
    public void A_plan_that_cannot_be_kept_is_refused(int batch, int steps, string message) =>
        Assert.Contains(message, Assert.Throws<CdartsException>(() => new StreamPlan(DataStream.SearchTrain, Indices, 0, batch, steps)).Message);

    [Theory]
    [InlineData(-1, 0, 0, 1)]
    [InlineData(0, -1, 0, 1)]
    [InlineData(0, 10, 0, 1)]
    [InlineData(0, 0, -1, 1)]
    [InlineData(0, 0, 2, 2)]
    [InlineData(0, 0, 0, 0)]
    public void A_slice_that_does_not_exist_is_refused(long epoch, int step, int rank, int worldSize)
    {
        StreamPlan plan = new(DataStream.SearchTrain, Indices, 0, 10, 0);

        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Slice(epoch, step, rank, worldSize).ToArray());
    }

    [Fact]
    public void More_replicas_than_pictures_are_refused()
    {
        StreamPlan plan = new(DataStream.SearchTrain, Indices, 0, 10, 0);

        Assert.Contains("batch of 10 pictures cannot be shared by 11 replicas", Assert.Throws<CdartsException>(() => plan.Slice(0, 0, 0, 11).ToArray()).Message);
    }

    private static int[] Global(StreamPlan plan, long epoch, int step, int worldSize)
    {
        List<int> batch = [];
        for (int rank = 0; rank < worldSize; rank++)
        {
            batch.AddRange(plan.Slice(epoch, step, rank, worldSize));
        }

        return [.. batch];
    }

    [Fact]
    public void An_epoch_of_imagenet_loses_no_picture_and_takes_none_twice_while_replicas_come_and_go()
    {
        const int Pictures = 1_281_167, Batch = 1024;
        StreamPlan plan = new(DataStream.Retrain, [.. Enumerable.Range(0, Pictures)], 7, Batch, 0);
        Random random = new(1);
        bool[] taken = new bool[Pictures];
        int count = 0;
        for (int step = 0; step < plan.Steps;)
        {
            int worldSize = random.Next(1, 65);

            // A step that fails is not committed: another group takes all of it again.
            int lost = random.Next(4) == 0 ? random.Next(worldSize) : -1;
            List<int> read = [];
            for (int rank = 0; rank < worldSize && rank != lost; rank++)
            {
                read.AddRange(plan.Slice(3, step, rank, worldSize));
            }

            if (lost >= 0)
            {
                continue;
            }

            Assert.Equal(Batch, read.Count);
            foreach (int picture in read)
            {
                Assert.False(taken[picture]);
                taken[picture] = true;
                count++;
            }

            step++;
        }

        // What is left is the last short batch of the epoch's order, which waits for another epoch.
        Assert.Equal(Pictures / Batch * Batch, count);
        int[] left = [.. taken.Index().Where(picture => !picture.Item).Select(picture => picture.Index)];
        Assert.Equal(Permutation.Create(Pictures, 7, DataStream.Retrain, 3)[count..].Order(), left);
    }

    [Fact]
    public void The_orders_of_two_epochs_are_kept()
    {
        StreamPlan plan = new(DataStream.SearchTrain, Indices, 0, 10, 0);
        Assert.True(plan.Slice(1, 0, 0, 1) == plan.Slice(1, 0, 0, 1));
        ReadOnlySpan<int> first = plan.Slice(1, 0, 0, 1);
        ReadOnlySpan<int> second = plan.Slice(2, 0, 0, 1);
        Assert.True(first == plan.Slice(1, 0, 0, 1));
        Assert.True(second == plan.Slice(2, 0, 0, 1));
    }
}
