using System.Security.Cryptography;
using Cdarts.Engine.Data;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Data;

public class BatchReaderTests
{
    private static readonly ImageSet Set = TestPictures.Create(50);
    private static readonly Augmentation Augmented = new(2, true);

    [Theory]
    [InlineData(Precision.Float32, "de7f6bf1ed136b2311b4a4e37002db56115f2f77791330193dd5da9b54ce1508")]
    [InlineData(Precision.Float64, "2679122667b85ec12870be18169f2c1648a16cca0cbf9a2cd6a3fa8c41a58462")]
    public void A_batch_of_the_sample_is_golden(Precision precision, string expected)
    {
        ImageSet train = (ImageSet)DataSource.Load(new DataSettings()).Train;
        SplitIndices split = StratifiedSplit.Create(train.Labels, train.Classes, 0.5, 0);
        StreamPlan plan = new(DataStream.SearchTrain, split.Train, 0, 64, 0);
        using MemoryBatchReader reader = new(train, Augmentation.From(new DataSettings()), precision, CPU, 64);

        Batch batch = reader.Read(plan, 1, 5, 0, 1, augment: true);

        // Computed outside this code, from the files and the documented algorithms.
        Assert.Equal(expected, Checksum([.. batch.Images.bytes, .. batch.Labels.bytes]));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void The_ranks_together_read_what_one_rank_reads(int worldSize)
    {
        StreamPlan plan = Plan(batch: 10);
        using BatchReader reader = Reader(capacity: 10);
        for (int step = 0; step < plan.Steps; step++)
        {
            Batch whole = reader.Read(plan, 3, step, 0, 1, augment: true);
            byte[] images = whole.Images.bytes.ToArray();
            byte[] labels = whole.Labels.bytes.ToArray();
            List<byte> sharedImages = [];
            List<byte> sharedLabels = [];
            for (int rank = 0; rank < worldSize; rank++)
            {
                Batch part = reader.Read(plan, 3, step, rank, worldSize, augment: true);
                sharedImages.AddRange(part.Images.bytes);
                sharedLabels.AddRange(part.Labels.bytes);
            }

            Assert.Equal(images, sharedImages);
            Assert.Equal(labels, sharedLabels);
        }
    }

    [Fact]
    public void A_picture_looks_the_same_in_a_batch_of_another_size()
    {
        using BatchReader reader = Reader(capacity: 20);
        Dictionary<int, byte[]> small = Pictures(reader, Plan(batch: 5));
        Dictionary<int, byte[]> large = Pictures(reader, Plan(batch: 20));

        Assert.All(large, pair => Assert.Equal(small[pair.Key], pair.Value));
    }

    [Fact]
    public void Epochs_and_streams_change_pictures_differently()
    {
        using BatchReader reader = Reader(capacity: 50);
        Dictionary<int, byte[]> first = Pictures(reader, Plan(batch: 50), epoch: 0);

        Assert.Contains(Pictures(reader, Plan(batch: 50), epoch: 1), pair => !pair.Value.AsSpan().SequenceEqual(first[pair.Key]));
        Assert.Contains(Pictures(reader, Plan(batch: 50, DataStream.SearchValid)), pair => !pair.Value.AsSpan().SequenceEqual(first[pair.Key]));
    }

    [Theory]
    [InlineData(Precision.Float32, ScalarType.Float32)]
    [InlineData(Precision.Float64, ScalarType.Float64)]
    public void Batches_are_contiguous_and_typed(Precision precision, ScalarType type)
    {
        using MemoryBatchReader reader = new(Set, Augmented, precision, CPU, 10);

        Batch batch = reader.Read(Plan(batch: 10), 0, 0, 1, 3, augment: true);

        Assert.Equal(3, batch.Count);
        Assert.Equal([3, 3, 8, 6], batch.Images.shape);
        Assert.Equal([144, 48, 6, 1], batch.Images.stride());
        Assert.True(batch.Images.is_contiguous());
        Assert.Equal(type, batch.Images.dtype);
        Assert.Equal([3], batch.Labels.shape);
        Assert.Equal(ScalarType.Int64, batch.Labels.dtype);
        Assert.Equal(DeviceType.CPU, batch.Images.device_type);
    }

    [Fact]
    public void Labels_and_unchanged_pixels_are_those_of_the_set()
    {
        StreamPlan plan = Plan(batch: 10);
        using MemoryBatchReader reader = new(Set, Augmented, Precision.Float64, CPU, 10);

        Batch batch = reader.Read(plan, 0, 2, 0, 1, augment: false);

        double[] images = batch.Images.data<double>().ToArray();
        long[] labels = batch.Labels.data<long>().ToArray();
        ReadOnlySpan<int> slice = plan.Slice(0, 2, 0, 1);
        for (int i = 0; i < slice.Length; i++)
        {
            Assert.Equal(Set.Labels[slice[i]], labels[i]);
            double value = Set.Picture(slice[i])[50] / 255.0;
            Assert.Equal((value - TestPictures.Normalisation.Mean[1]) / TestPictures.Normalisation.Deviation[1], images[(i * 144) + 50]);
        }
    }

    [Fact]
    public void Reading_all_gives_every_picture_once_and_the_last_partial_batch()
    {
        using BatchReader reader = Reader(capacity: 16);
        List<int> counts = [];
        List<byte> images = [];
        List<long> labels = [];
        foreach (Batch batch in reader.ReadAll())
        {
            counts.Add(batch.Count);
            images.AddRange(batch.Images.bytes);
            labels.AddRange(batch.Labels.data<long>());
        }

        Assert.Equal([16, 16, 16, 2], counts);
        Assert.Equal(Set.Labels.ToArray().Select(label => (long)label), labels);
        PictureWriter writer = PictureWriter.Create(Set, Precision.Float32);
        byte[] expected = new byte[Set.Count * writer.BytesPerPicture];
        for (int i = 0; i < Set.Count; i++)
        {
            writer.Write(i, Placement.Unchanged, expected.AsSpan(i * writer.BytesPerPicture, writer.BytesPerPicture));
        }

        Assert.Equal(expected, images);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(100, 5)]
    [InlineData(0, 0)]
    public void The_first_batches_are_fixed_and_unchanged(int asked, int given)
    {
        StreamPlan plan = Plan(batch: 10, DataStream.Statistics);
        using BatchReader reader = Reader(capacity: 10);

        string[] batches = [.. reader.ReadFirst(plan, asked).Select(batch => Checksum(batch.Images.bytes.ToArray()))];

        Assert.Equal(given, batches.Length);
        for (int step = 0; step < given; step++)
        {
            Assert.Equal(Checksum(reader.Read(plan, 0, step, 0, 1, augment: false).Images.bytes.ToArray()), batches[step]);
        }
    }

    [Fact]
    public void Two_readers_keep_their_batches_apart()
    {
        using BatchReader train = Reader(capacity: 10);
        using BatchReader valid = Reader(capacity: 10);
        Batch first = train.Read(Plan(batch: 10), 0, 0, 0, 1, augment: true);
        string before = Checksum(first.Images.bytes.ToArray());

        valid.Read(Plan(batch: 10, DataStream.SearchValid), 0, 0, 0, 1, augment: true);

        Assert.Equal(before, Checksum(first.Images.bytes.ToArray()));
    }

    [Fact]
    public void Memory_is_reused_and_outlives_dispose_scopes()
    {
        StreamPlan plan = Plan(batch: 10);
        using BatchReader reader = Reader(capacity: 10);
        long alive = 0;
        nint handle = 0;
        for (int i = 0; i < 100; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            // World size 3 gives slices of 3 and 4, so that the views change as well.
            Batch batch = reader.Read(plan, i, i % plan.Steps, i % 3, 3, augment: true);
            Assert.Equal(0, scope.DisposablesCount);
            long now = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            alive = i == 0 ? now : alive;
            Assert.Equal(alive, now);
            unsafe
            {
                fixed (byte* start = batch.Images.bytes)
                {
                    handle = i == 0 ? (nint)start : handle;
                    Assert.Equal(handle, (nint)start);
                }
            }
        }
    }

    [Fact]
    public void Batches_are_handed_out_on_the_device_and_memory_is_reused_there()
    {
        // The meta device has shapes and no numbers: enough to see where tensors are, and how many live.
        StreamPlan plan = Plan(batch: 10);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (BatchReader reader = new MemoryBatchReader(Set, Augmented, Precision.Float32, META, 10))
        {
            long alive = 0;
            for (int i = 0; i < 20; i++)
            {
                using DisposeScope scope = NewDisposeScope();
                Batch batch = reader.Read(plan, i, 0, i % 3, 3, augment: true);
                Assert.Equal(DeviceType.META, batch.Images.device_type);
                Assert.Equal(DeviceType.META, batch.Labels.device_type);
                Assert.Equal([batch.Count, 3, 8, 6], batch.Images.shape);
                Assert.Equal(0, scope.DisposablesCount);
                alive = i == 0 ? DisposeScopeManager.Statistics.ThreadTotalLiveCount : alive;
                Assert.Equal(alive, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            }
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Disposing_frees_everything_and_may_be_repeated()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        BatchReader reader = Reader(capacity: 10);
        reader.Read(Plan(batch: 10), 0, 0, 0, 1, augment: true);

        reader.Dispose();
        reader.Dispose();

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Throws<ObjectDisposedException>(() => reader.Read(Plan(batch: 10), 0, 0, 0, 1, augment: true));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using BatchReader reader = Reader(capacity: 9);
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Read(Plan(batch: 10), 0, 0, 0, 1, augment: true));
        AssertRefused("batch of 0 pictures", 0, Augmented);
        AssertRefused("batch of 2000000000 pictures", 2_000_000_000, Augmented);
        ImageSet grey = new("grey", 1, 8, 6, new byte[48], [0], ["a"], new Normalisation([0.5], [0.5]));
        Augmentation policy = Augmentation.From(new AugmentationSettings { AutoAugment = AutoAugmentKind.Cifar10 });
        Assert.Contains(
            "AutoAugment needs pictures of 3 channels, but those of the data set 'grey' have 1",
            Assert.Throws<CdartsException>(() => new MemoryBatchReader(grey, policy, Precision.Float32, CPU, 1)).Message);
        AssertRefused("crop padding 6 can push the 8 x 6 pictures", 10, new Augmentation(6, false));
    }

    private static StreamPlan Plan(int batch, DataStream stream = DataStream.SearchTrain) =>
        new(stream, [.. Enumerable.Range(0, Set.Count)], 8, batch, 0);

    private static BatchReader Reader(int capacity) => new MemoryBatchReader(Set, Augmented, Precision.Float32, CPU, capacity);

    private static Dictionary<int, byte[]> Pictures(BatchReader reader, StreamPlan plan, long epoch = 0)
    {
        Dictionary<int, byte[]> pictures = [];
        int size = 3 * 8 * 6 * sizeof(float);
        for (int step = 0; step < plan.Steps; step++)
        {
            Batch batch = reader.Read(plan, epoch, step, 0, 1, augment: true);
            ReadOnlySpan<int> slice = plan.Slice(epoch, step, 0, 1);
            for (int i = 0; i < slice.Length; i++)
            {
                pictures.Add(slice[i], batch.Images.bytes.Slice(i * size, size).ToArray());
            }
        }

        return pictures;
    }

    private static string Checksum(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static void AssertRefused(string message, int capacity, Augmentation augmentation) =>
        Assert.Contains(message, Assert.Throws<CdartsException>(() => new MemoryBatchReader(Set, augmentation, Precision.Float32, CPU, capacity)).Message);
}
