using Cdarts.Engine.Data;

namespace Cdarts.Engine.Tests.Data;

public class TrainListTests
{
    /// <summary>Fifty pictures, ten of each of five classes.</summary>
    private static readonly ImageSet Set = TestPictures.Create(50);

    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(0.25, 3)]
    [InlineData(0.01, 1)]
    [InlineData(0.96, 10)]
    [InlineData(1, 10)]
    public void A_subset_has_the_same_share_of_each_class(double share, int perClass)
    {
        int[] kept = Subset(share, seed: 4);

        Assert.Equal(kept.Order().Distinct(), kept);
        Assert.Equal(Enumerable.Repeat(perClass, 5), kept.CountBy(index => Set.Labels[index]).OrderBy(pair => pair.Key).Select(pair => pair.Value));
    }

    [Fact]
    public void A_larger_subset_holds_the_smaller_one_and_another_seed_another_one()
    {
        Assert.Empty(Subset(0.3, 4).Except(Subset(0.6, 4)));
        Assert.NotEqual(Subset(0.3, 4), Subset(0.3, 5));
    }

    [Fact]
    public void The_stratified_split_of_a_subset_splits_the_subset()
    {
        SplitIndices split = TrainList.Split(Set, new DataSettings { Subset = 0.6 }, 0.5, 4);

        Assert.Equal(Subset(0.6, 4), split.Train.Concat(split.Valid).Order());
        Assert.Equal(Enumerable.Repeat(3, 5), split.Train.CountBy(index => Set.Labels[index]).Select(pair => pair.Value));
        Assert.NotEqual(TrainList.Split(Set, new DataSettings(), 0.5, 4).Hash, split.Hash);
    }

    [Fact]
    public void Without_a_subset_the_stratified_split_is_what_it_always_was() =>
        Assert.Equal(StratifiedSplit.Create(Set.Labels, 5, 0.3, 4).Hash, TrainList.Split(Set, new DataSettings(), 0.3, 4).Hash);

    [Fact]
    public void The_reference_split_cuts_the_list()
    {
        SplitIndices half = TrainList.Split(Set, new DataSettings { Split = DataSplit.Reference }, 0.5, 4);
        Assert.Equal(Enumerable.Range(0, 25), half.Train);
        Assert.Equal(Enumerable.Range(25, 25), half.Valid);

        int[] used = Subset(0.3, 4);
        SplitIndices part = TrainList.Split(Set, new DataSettings { Split = DataSplit.Reference, Subset = 0.3 }, 0.5, 4);
        Assert.Equal(used[..7], part.Train);
        Assert.Equal(used[7..], part.Valid);
        Assert.Throws<CdartsException>(() => TrainList.Split(Set, new DataSettings { Split = DataSplit.Reference }, 0.001, 4));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_share_that_is_none_is_refused(double share)
    {
        Assert.Throws<CdartsException>(() => Subset(share, 4));
        Assert.Throws<CdartsException>(() => StepCount.Of(100, 10, share));
    }

    [Theory]
    [InlineData(640_583, 1024, 0.2, 126)]
    [InlineData(640_583, 1024, 1, 625)]
    [InlineData(25_000, 64, 1, 390)]
    [InlineData(100, 30, 0.5, 3)]
    [InlineData(100, 30, 0.99, 3)]
    [InlineData(100, 30, 0.2, 1)]
    public void Steps_are_counted_as_published(int pictures, int batch, double ratio, int steps) => Assert.Equal(steps, StepCount.Of(pictures, batch, ratio));

    private static int[] Subset(double share, long seed) => TrainList.Subset(Set, new DataSettings { Subset = share }, seed);
}
