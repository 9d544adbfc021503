using System.Runtime.InteropServices;
using Cdarts.Engine.Data;
using Cdarts.Engine.Data.Imaging;
using Cdarts.Engine.Data.Loading;
using Cdarts.Engine.Data.Transforms;
using Cdarts.Engine.Tests.Data.Folders;
using Cdarts.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Data.Loading;

public sealed class FolderBatchReaderTests : IDisposable
{
    private readonly PictureFolder _folder = PictureFolder.Create(trainPerClass: 9);
    private readonly FolderSet _set;

    public FolderBatchReaderTests() => _set = _folder.Train();

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(2, 3, 0)]
    [InlineData(3, 1, 0)]
    [InlineData(8, 2, 0)]
    [InlineData(2, 1, 0.4)]
    [InlineData(3, 2, 0.4)]
    [InlineData(8, 3, 0.4)]
    public void Batches_are_the_same_for_any_number_of_ranks_and_threads(int worldSize, int threads, double mixup)
    {
        StreamPlan plan = Plan(batch: 9);
        using LoaderThreads single = new(1), several = new(threads);
        using BatchReader one = Reader(single, mixup);
        BatchReader[] ranks = [.. Enumerable.Range(0, worldSize).Select(_ => Reader(several, mixup))];
        for (int step = 0; step < plan.Steps; step++)
        {
            Content whole = Content.Of(one.Read(plan, 4, step, 0, 1, augment: true));
            Content[] parts = [.. ranks.Select((reader, rank) => Content.Of(reader.Read(plan, 4, step, rank, worldSize, augment: true)))];
            Assert.Equal(whole.Images, parts.SelectMany(part => part.Images));
            Assert.Equal(whole.Labels, parts.SelectMany(part => part.Labels));
            Assert.Equal(whole.Partners, parts.SelectMany(part => part.Partners));
            Assert.Equal(whole.Shares, parts.SelectMany(part => part.Shares));
        }

        Array.ForEach(ranks, reader => reader.Dispose());
    }

    [Fact]
    public void Pictures_are_changed_by_seed_stream_epoch_and_position_alone()
    {
        StreamPlan plan = Plan(batch: 5);
        using BatchReader reader = Reader();
        float[] images = Content.Of(reader.Read(plan, 2, 3, 0, 1, augment: true)).Images;
        TrainingTransform transform = new(BatchChanges.None.Large with { Size = 16 });
        float[] table = PixelTable.Create<float>(Normalisation.Imagenet);
        byte[] pixels = new byte[transform.BytesPerPicture];
        foreach ((int slot, int index) in plan.Slice(2, 3, 0, 1).ToArray().Index())
        {
            using EncodedPicture picture = EncodedPicture.Open(File.ReadAllBytes(_set.Store.NameOf(index)), "picture");
            transform.Apply(picture, transform.Draw(8, DataStream.Retrain, 2, index), pixels);
            Assert.Equal(pixels.Select((value, i) => table[(i / 256 * 256) + value]), images.Skip(slot * 768).Take(768));
        }
    }

    [Fact]
    public void A_restart_in_mid_epoch_reads_what_the_run_would_have_read_on_into_the_next_epoch()
    {
        StreamPlan plan = Plan(batch: 4);
        (long, int)[] places = [(0, 4), (0, 5), (1, 0), (1, 1)];
        using BatchReader running = Reader(), restarted = Reader();
        for (int step = 0; step < 4; step++)
        {
            running.Read(plan, 0, step, 0, 2, augment: true);
        }

        foreach ((long epoch, int step) in places)
        {
            Assert.Equal(Content.Of(running.Read(plan, epoch, step, 0, 2, augment: true)), Content.Of(restarted.Read(plan, epoch, step, 0, 2, augment: true)));
        }
    }

    [Fact]
    public void Any_step_may_follow_any_other()
    {
        StreamPlan plan = Plan(batch: 4), other = Plan(batch: 6, DataStream.SearchValid);
        using BatchReader jumping = Reader();
        foreach ((StreamPlan asked, long epoch, int step, int rank, int worldSize) in ((StreamPlan, long, int, int, int)[])
            [(plan, 0, 5, 0, 1), (plan, 0, 0, 0, 1), (plan, 7, 2, 1, 2), (other, 7, 2, 1, 2), (plan, 7, 3, 1, 2), (plan, 7, 3, 0, 3), (plan, 7, 3, 0, 3)])
        {
            using BatchReader fresh = Reader();
            Assert.Equal(
                Content.Of(fresh.Read(asked, epoch, step, rank, worldSize, augment: true)), Content.Of(jumping.Read(asked, epoch, step, rank, worldSize, augment: true)));
        }
    }

    [Fact]
    public void Neighbours_are_mixed_with_one_share_and_an_odd_last_stays_alone()
    {
        StreamPlan plan = Plan(batch: 5);
        using BatchReader plain = Reader(), mixing = Reader(mixup: 0.4);
        Content own = Content.Of(plain.Read(plan, 1, 2, 0, 1, augment: true)), mixed = Content.Of(mixing.Read(plan, 1, 2, 0, 1, augment: true));
        int size = own.Images.Length / 5;
        for (int i = 0; i < 5; i++)
        {
            int partner = i == 4 ? 4 : i ^ 1;
            float share = i == 4 ? 1 : (float)Augmentation.From(Mixing(0.4)).MixupShare(8, DataStream.Retrain, 1, plan.Slice(1, 2, 0, 1)[i & ~1]);
            Assert.Equal((share, own.Labels[partner]), (mixed.Shares[i], mixed.Partners[i]));
            for (int pixel = 0; pixel < size; pixel++)
            {
                float expected = (share * own.Images[(i * size) + pixel]) + ((1 - share) * own.Images[(partner * size) + pixel]);
                Assert.Equal(expected, mixed.Images[(i * size) + pixel]);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Reading_all_gives_every_picture_once_unchanged_and_leaves_the_training_alone(int worldSize)
    {
        using BatchReader reader = BatchReader.Create(_set, BatchChanges.None, Precision.Float32, CPU, 4);
        StreamPlan plan = Plan(batch: 4);
        Content before = Content.Of(reader.Read(plan, 0, 1, 0, 1, augment: true));
        SortedDictionary<int, Content> batches = [];
        for (int rank = 0; rank < worldSize; rank++)
        {
            foreach ((int i, Batch batch) in reader.ReadAll(rank, worldSize).Index())
            {
                batches[(i * worldSize) + rank] = Content.Of(batch);
            }
        }

        Assert.Equal([4, 4, 4, 4, 4, 4, 3], batches.Values.Select(batch => batch.Labels.Length));
        Assert.Equal(_set.Labels.ToArray().Select(label => (long)label), batches.Values.SelectMany(batch => batch.Labels));
        Assert.Equal(before, Content.Of(reader.Read(plan, 0, 1, 0, 1, augment: true)));
        byte[] pixels = new byte[3 * 16 * 16];
        Assert.Null(new PictureWorker(_set, BatchChanges.None.Large).Load(new ListOrder([], 0), 5, pixels));
        float[] table = PixelTable.Create<float>(Normalisation.Imagenet);
        Assert.Equal(pixels.Select((value, i) => table[(i / 256 * 256) + value]), batches[1].Images.Skip(768).Take(768));
    }

    [Fact]
    public void Float64_and_float32_are_the_same_pictures()
    {
        using BatchReader single = Reader(), twice = BatchReader.Create(_set, BatchChanges.None, Precision.Float64, CPU, 9);
        Tensor one = single.Read(Plan(batch: 4), 0, 0, 0, 1, augment: true).Images, other = twice.Read(Plan(batch: 4), 0, 0, 0, 1, augment: true).Images;
        Assert.Equal(ScalarType.Float64, other.dtype);
        Assert.True(one.to(ScalarType.Float64).allclose(other, rtol: 1e-6, atol: 1e-6));
    }

    [Fact]
    public void Normalising_on_the_device_gives_the_same_numbers()
    {
        byte[] bytes = new byte[2 * 3 * 16 * 16];
        new Random(3).NextBytes(bytes);
        using Tensor pixels = tensor(bytes).view(2, -1);
        using NormalisedBatch here = new(_set, ScalarType.Float32, CPU), there = new(_set, ScalarType.Float32, CPU, onDevice: true);
        here.Write(pixels, 2);
        there.Write(pixels, 2);
        Assert.True(here.Images.allclose(there.Images, rtol: 1e-6, atol: 1e-6));
    }

    [Fact]
    public void Batches_on_another_device_have_all_their_parts_there()
    {
        using BatchReader reader = BatchReader.Create(_set, new BatchChanges(Augmentation.From(Mixing(0.4)), new()), Precision.Float32, META, 9);
        Batch batch = reader.Read(Plan(batch: 9), 0, 0, 1, 3, augment: true);
        Assert.Equal([3, 3, 16, 16], batch.Images.shape);
        Assert.All((Tensor[])[batch.Images, batch.Labels, batch.Mixup!.PartnerLabels, batch.Mixup.Shares], part => Assert.Equal(DeviceType.META, part.device_type));
    }

    [Fact]
    public void A_bad_picture_ends_the_read_with_one_sentence_and_the_reader_goes_on()
    {
        _folder.Add("train/bee/004.jpg", File.ReadAllBytes(Path.Combine(_folder.Path, "train/bee/004.jpg"))[..400]);
        FolderSet damaged = _folder.Train();
        int bad = Enumerable.Range(0, damaged.Count).Single(i => damaged.Manifest.PathOf(i) == "bee/004.jpg");
        StreamPlan plan = Plan(batch: 9);
        int step = Enumerable.Range(0, plan.Steps).Single(i => plan.Slice(0, i, 0, 1).Contains(bad));
        using BatchReader reader = BatchReader.Create(damaged, BatchChanges.None, Precision.Float32, CPU, 9);

        BadPictureException problem = Assert.Throws<BadPictureException>(() => reader.Read(plan, 0, step, 0, 1, augment: false));

        Assert.Equal(
            $"Epoch 1, step {step + 1} of Retrain, class bee: the picture '{_folder.Path}/train/bee/004.jpg' is cut off, or damaged inside: copy it again, or leave it out "
            + "(`cdarts data verify` finds all such pictures, and data.bad_pictures skip_listed leaves them out).",
            problem.Message);
        Assert.Equal(9, reader.Read(plan, 0, (step + 1) % 3, 0, 1, augment: false).Count);
        Assert.Contains("Batch 4 of 7", Assert.Throws<BadPictureException>(() => BatchReader.Create(damaged, BatchChanges.None, Precision.Float32, CPU, 4).ReadAll().Count()).Message);
    }

    [Fact]
    public void A_picture_that_has_changed_or_gone_since_the_scan_is_named()
    {
        using BatchReader reader = Reader();
        string ants = Path.Combine(_folder.Path, "train", "ant");
        Directory.SetLastWriteTimeUtc(ants, DateTime.UnixEpoch);
        _folder.Train();
        File.AppendAllText(Path.Combine(ants, "000.jpg"), "more");
        Assert.Equal(_set.Fingerprint, _folder.Train().Fingerprint);
        Assert.Contains("train/ant/000.jpg' has changed since", Assert.Throws<CdartsException>(() => reader.ReadEach([0]).Count()).Message);
        Assert.NotEqual(_set.Fingerprint, _folder.Train().Fingerprint);
        _folder.Delete("train/ant/001.jpg");
        Assert.Contains("train/ant/001.jpg' cannot be read", Assert.Throws<CdartsException>(() => reader.ReadEach([1]).Count()).Message);
    }

    [Fact]
    public void Changes_for_small_pictures_are_refused()
    {
        foreach (AugmentationSettings settings in (AugmentationSettings[])[new(), new() { CutoutLength = 0, AutoAugment = AutoAugmentKind.Cifar10 }])
        {
            Assert.Contains("retrain.cutout_length", Assert.Throws<CdartsException>(
                () => BatchReader.Create(_set, BatchChanges.From(new DataSettings(), settings), Precision.Float32, CPU, 4)).Message);
        }
    }

    [Fact]
    public void The_policy_of_imagenet_takes_the_place_of_the_jitter()
    {
        BatchChanges policy = BatchChanges.From(new DataSettings(), new() { CutoutLength = 0, AutoAugment = AutoAugmentKind.Imagenet });
        using BatchReader jittering = Reader(), changing = BatchReader.Create(_set, policy, Precision.Float32, CPU, 9);
        Assert.NotEqual(
            Content.Of(jittering.Read(Plan(batch: 9), 0, 0, 0, 1, augment: true)), Content.Of(changing.Read(Plan(batch: 9), 0, 0, 0, 1, augment: true)));
    }

    [Fact]
    public void Memory_is_freed()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (BatchReader reader = Reader(mixup: 0.4))
        {
            for (int step = 0; step < 3; step++)
            {
                using DisposeScope scope = NewDisposeScope();
                reader.Read(Plan(batch: 9), 0, step, 0, 1, augment: true);
                Assert.Equal(0, scope.DisposablesCount);
            }
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    public void Dispose() => _folder.Dispose();

    private static AugmentationSettings Mixing(double alpha) => new() { CutoutLength = 0, MixupAlpha = alpha };

    private StreamPlan Plan(int batch, DataStream stream = DataStream.Retrain) => new(stream, [.. Enumerable.Range(0, _set.Count)], 8, batch, 0);

    private BatchReader Reader(LoaderThreads? threads = null, double mixup = 0) =>
        BatchReader.Create(_set, BatchChanges.From(new DataSettings(), Mixing(mixup)), Precision.Float32, CPU, 9, threads);

    private sealed record Content(float[] Images, long[] Labels, long[] Partners, float[] Shares)
    {
        public static Content Of(Batch batch) => new(
            MemoryMarshal.Cast<byte, float>(batch.Images.bytes).ToArray(),
            batch.Labels.data<long>().ToArray(),
            batch.Mixup?.PartnerLabels.data<long>().ToArray() ?? [],
            batch.Mixup?.Shares.data<float>().ToArray() ?? []);

        public bool Equals(Content? other) => other is not null && Images.SequenceEqual(other.Images) && Labels.SequenceEqual(other.Labels)
            && Partners.SequenceEqual(other.Partners) && Shares.SequenceEqual(other.Shares);

        public override int GetHashCode() => Images.Length;
    }
}
