using Cdarts.Engine.Data;
using Cdarts.Engine.Training;
using Cdarts.Engine.Training.Retraining;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Training.Retraining;

public class RetrainDataTests
{
    private const int Epochs = 6;

    private static readonly TrainTestSets Sets = TinyRun.Sets();

    /// <summary>6 of 24 pictures are held out; 4 batches of 4 are learned from in each epoch.</summary>
    private static readonly RetrainSettings Settings = TinyRetrain.Settings with
    {
        StepsPerEpoch = 0,
        ValidationFraction = .25,
        Augmentation = new() { CropPadding = 2, CutoutLength = 8, MixupAlpha = .4 },
    };

    [Theory]
    [InlineData(BestEpoch.Validation, 4, 18)]
    [InlineData(BestEpoch.Last, 6, 24)]
    [InlineData(BestEpoch.TestAsPublished, 6, 24)]
    public void A_picture_is_learned_from_once_per_epoch_at_most_and_all_are_in_time(BestEpoch best, int steps, int pictures)
    {
        using RetrainData data = Data(Settings with { Best = best });
        Assert.Equal(steps, data.Steps);
        HashSet<int> seen = [];
        List<int[]> orders = [];
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            int[] order = [.. Enumerable.Range(0, data.Steps).SelectMany(step => data.Samples(epoch, step).ToArray())];
            Assert.Equal(steps * 4, order.Distinct().Count());
            seen.UnionWith(order);
            orders.Add(order);
        }

        Assert.Equal(pictures, seen.Count);
        Assert.Equal(Epochs, orders.Select(order => string.Join(' ', order)).Distinct().Count());
    }

    [Fact]
    public void What_is_held_out_is_of_all_classes_and_never_learned_from()
    {
        using RetrainData data = Data(Settings);
        int[] heldOut = [.. data.HeldOut().SelectMany(Recognise)];
        Assert.Equal(6, heldOut.Distinct().Count());
        Assert.Equal([2, 2, 2], heldOut.CountBy(index => Sets.Train.Labels[index]).OrderBy(pair => pair.Key).Select(pair => pair.Value));
        IEnumerable<int> learned = from epoch in Enumerable.Range(0, 40) from step in Enumerable.Range(0, data.Steps) from index in data.Samples(epoch, step).ToArray() select index;
        Assert.Equal(Enumerable.Range(0, Sets.Train.Count), learned.Concat(heldOut).Distinct().Order());
        Assert.Empty(learned.Intersect(heldOut));
        Assert.Equal(Enumerable.Range(0, TinyRun.TestPictures).Select(i => i % 3), data.Test().SelectMany(Labels));
    }

    /// <summary>What is read is what was promised: with everything random off the pictures can be recognised.</summary>
    [Fact]
    public void The_pictures_are_those_of_the_samples()
    {
        using RetrainData data = Data(Settings with { Augmentation = AugmentationOff });
        for (int step = 0; step < data.Steps; step++)
        {
            Assert.Equal(data.Samples(1, step).ToArray(), Recognise(data.Train(1, step)));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Replicas_share_the_batches_of_one(int worldSize)
    {
        using DisposeScope scope = NewDisposeScope();
        using RetrainData one = Data(Settings);
        RetrainData[] parts = [.. Enumerable.Range(0, worldSize).Select(rank => Data(Settings, rank, worldSize))];
        Assert.All(parts, part => Assert.Equal((one.Steps, one.SplitHash), (part.Steps, part.SplitHash)));
        for (int epoch = 0; epoch < 2; epoch++)
        {
            for (int step = 0; step < one.Steps; step++)
            {
                Assert.Equal(one.Samples(epoch, step).ToArray(), parts.SelectMany(part => part.Samples(epoch, step).ToArray()));
                Batch whole = one.Train(epoch, step);
                Batch[] slices = [.. parts.Select(part => part.Train(epoch, step))];
                AssertSame(whole.Images, cat([.. slices.Select(slice => slice.Images)]));
                AssertSame(whole.Labels, cat([.. slices.Select(slice => slice.Labels)]));
                AssertSame(whole.Mixup!.PartnerLabels, cat([.. slices.Select(slice => slice.Mixup!.PartnerLabels)]));
                AssertSame(whole.Mixup!.Shares, cat([.. slices.Select(slice => slice.Mixup!.Shares)]));
            }
        }

        Assert.Equal(one.HeldOut().SelectMany(Recognise).Order(), parts.SelectMany(part => part.HeldOut().SelectMany(Recognise)).Order());
        Array.ForEach(parts, part => part.Dispose());
    }

    [Theory]
    [InlineData(.01, 0)]
    [InlineData(.99, 8)]
    public void A_fraction_that_leaves_nothing_on_one_side_is_refused_by_its_name(double fraction, int heldOut) => Assert.Equal(
        FormattableString.Invariant(
            $"validation_fraction {fraction} holds out {heldOut} of the 8 train pictures of class 0: some must be held out and some left to learn from, so choose another fraction or another way to choose the best epoch."),
        Assert.Throws<CdartsException>(() => Data(Settings with { ValidationFraction = fraction })).Message);

    [Fact]
    public void Another_seed_holds_out_other_pictures()
    {
        using RetrainData one = Data(Settings), other = Data(Settings with { Seed = 4 });
        Assert.NotEqual(one.SplitHash, other.SplitHash);
        Assert.NotEqual(one.HeldOut().SelectMany(Recognise), other.HeldOut().SelectMany(Recognise));
    }

    private static AugmentationSettings AugmentationOff => new() { CropPadding = 0, Flip = false, CutoutLength = 0 };

    private static RetrainData Data(RetrainSettings settings, int rank = 0, int worldSize = 1) => new(Sets, settings, CPU, new Unreduced(rank, worldSize));

    private static int[] Labels(Batch batch) => [.. batch.Labels.data<long>().Select(label => (int)label)];

    /// <summary>Positions in the train list of unchanged pictures.</summary>
    private static int[] Recognise(Batch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        using MemoryBatchReader reader = new((ImageSet)Sets.Train, Augmentation.None, Precision.Float64, CPU, Sets.Train.Count);
        Tensor all = reader.ReadAll().Single().Images.clone();
        return [.. Enumerable.Range(0, batch.Count).Select(slot => Enumerable.Range(0, Sets.Train.Count).Single(i => all[i].equal(batch.Images[slot]).all().item<bool>()))];
    }

    private static void AssertSame(Tensor expected, Tensor actual) => Assert.True(expected.shape.SequenceEqual(actual.shape) && expected.eq(actual).all().item<bool>());
}
