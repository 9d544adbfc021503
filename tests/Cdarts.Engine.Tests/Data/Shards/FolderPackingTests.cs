using Cdarts.Engine.Data;
using Cdarts.Engine.Data.Folders;
using Cdarts.Engine.Data.Imaging;
using Cdarts.Engine.Data.Shards;
using Cdarts.Engine.Tests.Data.Folders;
using Cdarts.Engine.Training;
using static TorchSharp.torch;

namespace Cdarts.Engine.Tests.Data.Shards;

public sealed class FolderPackingTests : IDisposable
{
    private readonly PictureFolder _folder = PictureFolder.Create();
    private readonly TemporaryFolder _place = new();

    private string Output => Path.Combine(_place.Path, "packed");

    [Fact]
    public void Packed_as_they_are_pictures_and_fingerprint_stay_the_same()
    {
        PackResult result = Pack();

        Assert.Equal([("train", 18), ("val", 6)], result.Parts.Select(part => (part.Part, part.Pictures)));
        Assert.Equal(["train-00000.shard", "train.index", "val-00000.shard", "val.index"], Directory.GetFiles(Output).Select(Path.GetFileName).Order());
        TrainTestSets files = _folder.Load(), packed = DataSource.Load(PictureFolder.SettingsOf(Output));
        Assert.Equal((files.Train.Fingerprint, files.Test.Fingerprint), (packed.Train.Fingerprint, packed.Test.Fingerprint));
        Assert.Equal(files.Train.ClassNames, packed.Train.ClassNames);
        Assert.Equal((3, 16), DataSource.ShapeOf(PictureFolder.SettingsOf(Output)));
        Assert.Equal(Pixels(files.Train), Pixels(packed.Train));
        Assert.Equal(Pixels(files.Test), Pixels(packed.Test));
        Assert.Empty(FolderVerification.Run(Output, _ => { }, TimeProvider.System, CancellationToken.None).Bad);
        ShardIndex index = ShardIndex.Read(Output, "train");
        Assert.Equal((40, 30), (index.Places[0].Width, index.Places[0].Height));
    }

    [Fact]
    public void A_new_shard_is_begun_when_one_is_full()
    {
        using (ShardWriter writer = new(_place.Path, "train", ["a"], mostBytes: 10))
        {
            for (int i = 0; i < 5; i++)
            {
                writer.Add($"a/{i}.jpg", 0, (1, 1), [(byte)i, 7, 8, 9, 10, 11]);
            }

            writer.Complete();
        }

        ShardIndex index = ShardIndex.Read(_place.Path, "train");
        Assert.Equal([12, 12, 6], index.ShardLengths);
        ShardPictureStore store = new(_place.Path, "train", index);
        byte[] buffer = [];
        for (int i = 4; i >= 0; i--)
        {
            Assert.Equal(6, store.Read(i, ref buffer));
            Assert.Equal((byte)i, buffer[0]);
        }
    }

    [Fact]
    public void Larger_pictures_are_reduced_and_smaller_ones_stay()
    {
        Pack(new PackSettings(ShortSide: 36, Quality: 80));

        ShardIndex index = ShardIndex.Read(Output, "train");
        for (int i = 0; i < index.Places.Count; i++)
        {
            ShardPlace place = index.Places[i];
            Assert.InRange(Math.Min(place.Width, place.Height), 30, 36);
        }

        // 44 x 44, of class cow.
        Assert.Equal((36, 36), (index.Places[16].Width, index.Places[16].Height));
        FolderSet files = _folder.Train(), packed = (FolderSet)DataSource.Load(PictureFolder.SettingsOf(Output)).Train;
        Assert.NotEqual(files.Fingerprint, packed.Fingerprint);
        float[] before = Pixels(files), after = Pixels(packed);
        Assert.Equal(before.Take(6 * 768), after.Take(6 * 768));
        Assert.InRange(before.Zip(after, (one, other) => Math.Abs(one - other)).Average(), 0.001, 0.2);
    }

    [Fact]
    public void Listed_bad_pictures_are_left_out_and_others_end_the_packing_without_a_trace()
    {
        _folder.Add("train/bee/002.jpg", [1, 2, 3]);
        Assert.Contains("train/bee/002.jpg", Assert.Throws<BadPictureException>(() => Pack()).Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_place.Path));

        BadPictureList.Write(_folder.Path, [("train/bee/002.jpg", BadPictureReason.Unreadable)]);
        Assert.Equal((17, 1), (Pack().Parts[0].Pictures, 1));
    }

    [Fact]
    public void What_is_there_already_is_not_touched()
    {
        _place.Write("packed", [1]);
        Assert.Contains("is there already", Assert.Throws<CdartsException>(() => Pack()).Message);
        _place.Delete("packed");
        Directory.CreateDirectory(Output);
        Pack();
        Assert.Contains("is there already", Assert.Throws<CdartsException>(() => Pack()).Message);
    }

    [Fact]
    public void A_cancelled_packing_leaves_nothing()
    {
        using CancellationTokenSource source = new();
        Assert.Throws<OperationCanceledException>(() => FolderPacking.Run(
            _folder.Path, Output, new PackSettings(), _ => source.Cancel(), TimeProvider.System, source.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_place.Path));
    }

    [Theory]
    [InlineData(-1, 90)]
    [InlineData(5000, 90)]
    [InlineData(256, 0)]
    [InlineData(256, 101)]
    public void Settings_that_cannot_be_are_refused(int shortSide, int quality) => Assert.Throws<CdartsException>(() => Pack(new PackSettings(shortSide, quality)));

    [Fact]
    public void A_damaged_shard_is_found_by_its_checksum_and_a_short_one_at_once()
    {
        Pack();
        string shard = ShardIndex.PathOfShard(Output, "train", 0);
        byte[] bytes = File.ReadAllBytes(shard);
        bytes[^5] ^= 1;
        File.WriteAllBytes(shard, bytes);
        FolderSet set = (FolderSet)DataSource.Load(PictureFolder.SettingsOf(Output)).Train;
        byte[] buffer = [];
        Assert.Contains("cow/005.jpg' is not as it was packed", Assert.Throws<BadPictureException>(() => set.Store.Read(17, ref buffer)).Message);

        File.WriteAllBytes(shard, bytes[..^1]);
        Assert.Contains("train-00000.shard' is not as long", Assert.Throws<CdartsException>(() => ShardIndex.Read(Output, "train")).Message);
        File.Delete(shard);
        Assert.Contains("train-00000.shard' is missing", Assert.Throws<CdartsException>(() => ShardIndex.Read(Output, "train")).Message);
    }

    [Fact]
    public void The_checksum_is_that_of_the_standard() => Assert.Equal(0xE3069283, Crc32C.Of("123456789"u8));

    public void Dispose()
    {
        _folder.Dispose();
        _place.Dispose();
    }

    private static float[] Pixels(PictureSet set)
    {
        using BatchReader reader = BatchReader.Create(set, BatchChanges.None, Precision.Float32, CPU, set.Count);
        return reader.ReadAll().Single().Images.data<float>().ToArray();
    }

    private PackResult Pack(PackSettings? settings = null) =>
        FolderPacking.Run(_folder.Path, Output, settings ?? new PackSettings(), _ => { }, TimeProvider.System, CancellationToken.None);
}
