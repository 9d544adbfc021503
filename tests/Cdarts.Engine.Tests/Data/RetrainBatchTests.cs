using System.Runtime.InteropServices;
using Cdarts.Engine.Data;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Data;

/// <summary>Batches with everything that training a found network again does to its pictures.</summary>
public class RetrainBatchTests
{
    private static readonly ImageSet Set = TestPictures.Create(60, 32, 32);

    private static readonly AugmentationSettings Everything =
        new() { CutoutLength = 8, AutoAugment = AutoAugmentKind.Cifar10, MixupAlpha = 0.4 };

    [Theory]
    [InlineData(12, 2)]
    [InlineData(12, 3)]
    [InlineData(12, 8)]
    [InlineData(15, 2)]
    [InlineData(15, 3)]
    [InlineData(15, 8)]
    [InlineData(15, 15)]
    public void The_ranks_together_read_what_one_rank_reads(int globalBatch, int worldSize)
    {
        StreamPlan plan = Plan(globalBatch);
        using BatchReader reader = Reader(Everything, globalBatch);
        for (int step = 0; step < plan.Steps; step++)
        {
            Content whole = Content.Of(reader.Read(plan, 2, step, 0, 1, augment: true));
            Content[] parts =
                [.. Enumerable.Range(0, worldSize).Select(rank => Content.Of(reader.Read(plan, 2, step, rank, worldSize, augment: true)))];

            Assert.Equal(whole.Images, parts.SelectMany(part => part.Images));
            Assert.Equal(whole.Labels, parts.SelectMany(part => part.Labels));
            Assert.Equal(whole.Partners, parts.SelectMany(part => part.Partners));
            Assert.Equal(whole.Shares, parts.SelectMany(part => part.Shares));
        }
    }

    [Theory]
    [InlineData(12)]
    [InlineData(15)]
    public void Neighbours_are_mixed_with_one_share_and_an_odd_last_stays_alone(int globalBatch)
    {
        StreamPlan plan = Plan(globalBatch);
        using BatchReader plain = Reader(Everything with { MixupAlpha = 0 }, globalBatch);
        using BatchReader mixing = Reader(Everything, globalBatch);

        Content own = Content.Of(plain.Read(plan, 1, 2, 0, 1, augment: true));
        Content mixed = Content.Of(mixing.Read(plan, 1, 2, 0, 1, augment: true));

        Assert.Equal(own.Labels, mixed.Labels);
        int size = Set.Picture(0).Length;
        for (int i = 0; i < globalBatch; i++)
        {
            int partner = i ^ 1;
            bool alone = partner >= globalBatch;
            double share = alone ? 1 : Augmentation.From(Everything).MixupShare(8, DataStream.Retrain, 1, plan.Slice(1, 2, 0, 1)[Math.Min(i, partner)]);
            Assert.Equal(share, mixed.Shares[i]);
            Assert.Equal(own.Labels[alone ? i : partner], mixed.Partners[i]);
            for (int pixel = 0; pixel < size; pixel++)
            {
                double other = alone ? 0 : own.Images[(partner * size) + pixel];
                Assert.Equal((share * own.Images[(i * size) + pixel]) + ((1 - share) * other), mixed.Images[(i * size) + pixel]);
            }
        }
    }

    [Fact]
    public void Without_mixup_and_without_augmentation_a_batch_has_no_partners()
    {
        using BatchReader plain = Reader(Everything with { MixupAlpha = 0 }, 10);
        Assert.Null(plain.Read(Plan(10), 0, 0, 0, 1, augment: true).Mixup);

        using BatchReader mixing = Reader(Everything, 10);
        Assert.Null(mixing.Read(Plan(10), 0, 0, 0, 1, augment: false).Mixup);
        Assert.Null(mixing.ReadAll().First().Mixup);
        Assert.NotNull(mixing.Read(Plan(10), 0, 0, 0, 1, augment: true).Mixup);
    }

    [Fact]
    public void Partners_are_typed_and_of_the_batchs_size_and_device()
    {
        using MemoryBatchReader reader = new(Set, Augmentation.From(Everything), Precision.Float32, META, 10);

        Batch batch = reader.Read(Plan(10), 0, 0, 1, 3, augment: true);

        Assert.Equal([3], batch.Mixup!.PartnerLabels.shape);
        Assert.Equal([3], batch.Mixup.Shares.shape);
        Assert.Equal((ScalarType.Int64, ScalarType.Float32), (batch.Mixup.PartnerLabels.dtype, batch.Mixup.Shares.dtype));
        Assert.Equal((DeviceType.META, DeviceType.META), (batch.Mixup.PartnerLabels.device_type, batch.Mixup.Shares.device_type));
    }

    [Fact]
    public void Memory_is_reused_outlives_dispose_scopes_and_is_freed()
    {
        StreamPlan plan = Plan(10);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (BatchReader reader = Reader(Everything, 10))
        {
            long alive = 0;
            for (int i = 0; i < 12; i++)
            {
                using DisposeScope scope = NewDisposeScope();
                reader.Read(plan, i, 0, i % 3, 3, augment: true);
                Assert.Equal(0, scope.DisposablesCount);
                alive = i == 0 ? DisposeScopeManager.Statistics.ThreadTotalLiveCount : alive;
                Assert.Equal(alive, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            }
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Grey_pictures_in_three_channels_take_every_augmentation()
    {
        ImageSet train = (ImageSet)DataSource.Load(new DataSettings()).Train;
        using MemoryBatchReader reader = new(train, Augmentation.From(Everything), Precision.Float32, CPU, 64);
        StreamPlan plan = new(DataStream.Retrain, [.. Enumerable.Range(0, train.Count)], 0, 64, 0);

        Batch batch = reader.Read(plan, 0, 0, 0, 1, augment: true);

        Assert.True(batch.Images.isfinite().all().item<bool>());
        using Tensor red = batch.Images.select(1, 0);
        using Tensor blue = batch.Images.select(1, 2);
        Assert.True(red.allclose(blue, rtol: 0, atol: 0));
    }

    private static StreamPlan Plan(int globalBatch) => new(DataStream.Retrain, [.. Enumerable.Range(0, Set.Count)], 8, globalBatch, 0);

    private static BatchReader Reader(AugmentationSettings settings, int capacity) =>
        new MemoryBatchReader(Set, Augmentation.From(settings), Precision.Float64, CPU, capacity);

    private sealed record Content(double[] Images, long[] Labels, long[] Partners, double[] Shares)
    {
        public static Content Of(Batch batch) => new(
            MemoryMarshal.Cast<byte, double>(batch.Images.bytes).ToArray(),
            batch.Labels.data<long>().ToArray(),
            batch.Mixup?.PartnerLabels.data<long>().ToArray() ?? [],
            batch.Mixup?.Shares.data<double>().ToArray() ?? []);
    }
}
