using Cdarts.Engine.Data;

namespace Cdarts.Engine.Tests.Data;

public class DataSourceTests
{
    [Fact]
    public void The_sample_is_the_published_pictures_padded_and_in_three_channels()
    {
        TrainTestSets sets = DataSource.Load(new DataSettings());

        foreach (PictureSet set in (PictureSet[])[sets.Train, sets.Test])
        {
            Assert.Equal((3, 32, 32, 10), (set.Channels, set.Height, set.Width, set.Classes));
            Assert.Equal("T-shirt/top", set.ClassNames[0]);
            Assert.Equal("Ankle boot", set.ClassNames[9]);
            Assert.Equal(Enumerable.Repeat(set.Count / 10, 10), set.Labels.ToArray().CountBy(label => label).Select(pair => pair.Value));
            Assert.Equal([0.2860, 0.2860, 0.2860], set.Normalisation.Mean);
            Assert.Equal([0.3530, 0.3530, 0.3530], set.Normalisation.Deviation);
        }

        // Computed outside this code, from the four files.
        Assert.Equal((5000, 1000), (sets.Train.Count, sets.Test.Count));
        Assert.Equal("049ae73658959253c13ef7d6de1e63eef130c3510403c6e84e695d68d4b63c72", sets.Train.Fingerprint);
        Assert.Equal("abf0e7fc6567377e157c9ede5e96468935489d5796e765b43cbb0d1e063c1d35", sets.Test.Fingerprint);
        SplitIndices split = StratifiedSplit.Create(sets.Train.Labels, 10, 0.5, 0);
        Assert.Equal("70333669591f6b13a4115fab89c012ba2d6bae79ff677c80c5303c780dca9747", split.Hash);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_folder_is_read_plain_or_compressed(bool compressed)
    {
        using TemporaryFolder folder = SmallFolder(28, compressed);

        TrainTestSets sets = LoadIdx(folder);

        Assert.Equal((3, 32, 32, 3), (sets.Train.Channels, sets.Train.Height, sets.Train.Width, sets.Train.Classes));
        Assert.Equal(["0", "1", "2"], sets.Train.ClassNames);
        Assert.Equal([0, 2, 1], sets.Train.Labels.ToArray());
        Assert.Equal([1, 1], sets.Test.Labels.ToArray());
        Assert.Same(sets.Train.Normalisation, sets.Test.Normalisation);
    }

    [Fact]
    public void Small_pictures_get_a_black_border_and_large_ones_stay()
    {
        using TemporaryFolder small = SmallFolder(28, compressed: false);
        using TemporaryFolder large = SmallFolder(32, compressed: false);
        byte[] raw28 = IdxBytes.Pictures(3, 28)[16..];
        byte[] raw32 = IdxBytes.Pictures(3, 32)[16..];

        ReadOnlySpan<byte> padded = ((ImageSet)LoadIdx(small).Train).Picture(2);
        ReadOnlySpan<byte> kept = ((ImageSet)LoadIdx(large).Train).Picture(2);

        for (int i = 0; i < 3 * 32 * 32; i++)
        {
            int y = (i % 1024 / 32) - 2;
            int x = (i % 32) - 2;
            bool inside = y is >= 0 and < 28 && x is >= 0 and < 28;
            Assert.Equal(inside ? raw28[(2 * 784) + (y * 28) + x] : 0, padded[i]);
            Assert.Equal(raw32[2048 + (i % 1024)], kept[i]);
        }
    }

    [Fact]
    public void Class_names_come_from_the_folder_where_it_has_them()
    {
        using TemporaryFolder folder = SmallFolder(28, compressed: false);
        folder.Write("classes.txt", "cat\r\ndog\n\n  fish \n"u8.ToArray());

        Assert.Equal(["cat", "dog", "fish"], LoadIdx(folder).Train.ClassNames);
    }

    [Theory]
    [InlineData("train-images-idx3-ubyte")]
    [InlineData("train-labels-idx1-ubyte")]
    [InlineData("t10k-images-idx3-ubyte")]
    [InlineData("t10k-labels-idx1-ubyte")]
    public void A_missing_file_is_named(string file)
    {
        using TemporaryFolder folder = SmallFolder(28, compressed: false);
        folder.Delete(file);

        AssertRefused(folder, $"'{Path.Combine(folder.Path, file)}' does not exist, with or without .gz");
    }

    [Fact]
    public void Files_that_do_not_belong_together_are_refused()
    {
        using TemporaryFolder folder = SmallFolder(28, compressed: false);
        folder.Write("t10k-labels-idx1-ubyte", IdxBytes.Labels(1, 3));
        AssertRefused(folder, "has label 3 at position 1, but the data set has the classes 0 to 2");

        folder.Write("train-labels-idx1-ubyte", IdxBytes.Labels(0, 1));
        AssertRefused(folder, "has 3 pictures but");

        folder.Write("train-images-idx3-ubyte", IdxBytes.Pictures(2, 30));
        AssertRefused(folder, "pictures of 30 x 30: only 28 x 28 and 32 x 32");

        folder.Write("classes.txt", []);
        AssertRefused(folder, "does not name between 1 and 256 classes");
    }

    [Fact]
    public void A_name_path_or_folder_that_does_not_exist_is_refused()
    {
        AssertRefused(new DataSettings { Name = "cifar" }, "no data set 'cifar': choose one of sample, cifar10, cifar100, fashion-mnist, idx, image-folder");
        Assert.All(DataSource.Names.Skip(1), name => AssertRefused(new DataSettings { Name = name }, $"'{name}' needs the folder"));
        AssertRefused(new DataSettings { Name = "idx", Path = "/no/such/folder" }, "'/no/such/folder' does not exist");
        AssertRefused(new DataSettings { Path = "/some/folder" }, "is built in");
    }

    [Fact]
    public void Fashion_mnist_has_the_published_names_and_normalisation()
    {
        using TemporaryFolder folder = SmallFolder(28, compressed: true);

        TrainTestSets sets = DataSource.Load(new DataSettings { Name = "fashion-mnist", Path = folder.Path });

        Assert.Equal("Ankle boot", sets.Test.ClassNames[9]);
        Assert.Same(Normalisation.FashionMnist, sets.Train.Normalisation);
    }

    [SkippableFact]
    public void A_folder_of_fashion_mnist_reads_as_the_sample()
    {
        TrainTestSets sets = DataSource.Load(new DataSettings { Name = "fashion-mnist", Path = RealData.Folder("fashion-mnist-mini") });

        Assert.Equal(DataSource.Load(new DataSettings()).Train.Fingerprint, sets.Train.Fingerprint);
    }

    private static TemporaryFolder SmallFolder(int side, bool compressed)
    {
        TemporaryFolder folder = new();
        Write("train-images-idx3-ubyte", IdxBytes.Pictures(3, side));
        Write("train-labels-idx1-ubyte", IdxBytes.Labels(0, 2, 1));
        Write("t10k-images-idx3-ubyte", IdxBytes.Pictures(2, side));
        Write("t10k-labels-idx1-ubyte", IdxBytes.Labels(1, 1));
        return folder;

        void Write(string name, byte[] content) =>
            folder.Write(compressed ? name + ".gz" : name, compressed ? IdxBytes.Compress(content) : content);
    }

    private static TrainTestSets LoadIdx(TemporaryFolder folder) => DataSource.Load(new DataSettings { Name = "idx", Path = folder.Path });

    private static void AssertRefused(TemporaryFolder folder, string message) =>
        AssertRefused(new DataSettings { Name = "idx", Path = folder.Path }, message);

    private static void AssertRefused(DataSettings settings, string message) =>
        Assert.Contains(message, Assert.Throws<CdartsException>(() => DataSource.Load(settings)).Message);
}
