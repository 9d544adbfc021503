using Cdarts.Engine.Data;
using CsCheck;

namespace Cdarts.Engine.Tests.Data;

public class StratifiedSplitTests
{
    private static readonly int[] Labels = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 2, 2, 2];

    [Fact]
    public void A_split_is_golden()
    {
        SplitIndices split = StratifiedSplit.Create(Labels, 3, 0.5, 5);

        Assert.Equal([1, 2, 3, 4, 5, 6, 11, 14], split.Train);
        Assert.Equal([0, 7, 8, 9, 10, 12, 13], split.Valid);
        Assert.Equal("89639f079eeb9101bff537fd26b97d062b25ad14f5c291e6462f68af7b418bb9", split.Hash);
    }

    [Fact]
    public void Halves_are_complete_disjoint_sorted_and_stratified() =>
        Gen.Select(Gen.Int[0, 4].Array[0, 200], Gen.Double[0.2, 0.8], Gen.Long).Sample((some, fraction, seed) =>
        {
            // Five of each class make sure that no half is empty.
            int[] labels = [.. some, .. Enumerable.Range(0, 25).Select(i => i % 5)];

            SplitIndices split = StratifiedSplit.Create(labels, 5, fraction, seed);

            Assert.Equal(Enumerable.Range(0, labels.Length), split.Train.Concat(split.Valid).Order());
            Assert.Equal(split.Train.Order(), split.Train);
            Assert.Equal(split.Valid.Order(), split.Valid);
            for (int c = 0; c < 5; c++)
            {
                double wanted = labels.Count(label => label == c) * fraction;
                Assert.InRange(split.Train.Count(i => labels[i] == c), wanted - 0.5, wanted + 0.5);
            }
        });

    [Fact]
    public void Another_seed_gives_another_split_and_hash()
    {
        SplitIndices first = StratifiedSplit.Create(Labels, 3, 0.5, 0);
        SplitIndices second = StratifiedSplit.Create(Labels, 3, 0.5, 1);

        Assert.NotEqual(first.Train, second.Train);
        Assert.NotEqual(first.Hash, second.Hash);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void A_fraction_that_is_no_share_is_refused(double fraction) =>
        Assert.Contains("between 0 and 1", Assert.Throws<CdartsException>(() => StratifiedSplit.Create(Labels, 3, fraction, 0)).Message);

    [Theory]
    [InlineData(0.1, 3, "Class 0 has 4 train pictures")]
    [InlineData(0.9, 3, "Class 0 has 4 train pictures")]
    [InlineData(0.5, 4, "Class 3 has 0 train pictures")]
    public void A_class_that_would_miss_in_a_half_is_refused(double fraction, int classes, string message) =>
        Assert.Contains(message, Assert.Throws<CdartsException>(() => StratifiedSplit.Create(Labels, classes, fraction, 0)).Message);
}
