using Cdarts.Engine.Data;

namespace Cdarts.Engine.Tests.Data;

public class CifarFolderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("cifar-10-batches-bin")]
    public void Cifar10_is_read_from_the_folder_or_from_the_archives_own(string inner)
    {
        using TemporaryFolder folder = new();
        CifarBytes.WriteCifar10(Path.Combine(folder.Path, inner));

        TrainTestSets sets = Load("cifar10", folder);

        Assert.Equal((10, 1), (sets.Train.Count, sets.Test.Count));
        Assert.Equal((3, 32, 32, 10), (sets.Train.Channels, sets.Train.Height, sets.Train.Width, sets.Train.Classes));
        Assert.Equal(Enumerable.Range(0, 10), sets.Train.Labels.ToArray());
        Assert.Equal([3], sets.Test.Labels.ToArray());
        Assert.Equal("airplane", sets.Train.ClassNames[0]);
        Assert.Equal("truck", sets.Test.ClassNames[9]);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(CifarBytes.Record(i, 0)[1..], ((ImageSet)sets.Train).Picture(i).ToArray());
        }

        Assert.Equal(CifarBytes.Record(77, 0)[1..], ((ImageSet)sets.Test).Picture(0).ToArray());
        Assert.Equal([0.49139968, 0.48215827, 0.44653124], sets.Train.Normalisation.Mean);
        Assert.Equal([0.24703233, 0.24348505, 0.26158768], sets.Test.Normalisation.Deviation);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cifar-100-binary")]
    public void Cifar100_has_the_fine_labels(string inner)
    {
        using TemporaryFolder folder = new();
        CifarBytes.WriteCifar100(Path.Combine(folder.Path, inner));

        TrainTestSets sets = Load("cifar100", folder);

        Assert.Equal([99, 42], sets.Train.Labels.ToArray());
        Assert.Equal([0], sets.Test.Labels.ToArray());
        Assert.Equal((100, "class 99"), (sets.Train.Classes, sets.Train.ClassNames[99]));
        Assert.Equal(CifarBytes.Record(2, 0)[1..], ((ImageSet)sets.Train).Picture(1).ToArray());
    }

    [Fact]
    public void Classes_without_names_have_numbers()
    {
        using TemporaryFolder folder = new();
        CifarBytes.WriteCifar10(folder.Path);
        folder.Delete("batches.meta.txt");

        Assert.Equal("9", Load("cifar10", folder).Train.ClassNames[9]);
    }

    [Theory]
    [InlineData(3072)]
    [InlineData(3074)]
    [InlineData(0)]
    public void A_file_that_is_no_whole_records_is_refused(int length)
    {
        using TemporaryFolder folder = new();
        CifarBytes.WriteCifar10(folder.Path);
        folder.Write("data_batch_4.bin", new byte[length]);

        AssertRefused(
            "cifar10", folder, $"'{Path.Combine(folder.Path, "data_batch_4.bin")}' has {length} bytes, which are no whole records of 3073 bytes: it is truncated",
            "`cdarts data fetch cifar10`");
    }

    [Fact]
    public void Files_of_the_other_set_are_refused()
    {
        using TemporaryFolder folder = new();
        CifarBytes.WriteCifar100(folder.Path);
        folder.Write("train.bin", new byte[3073]);

        AssertRefused("cifar100", folder, "no whole records of 3074 bytes");
    }

    [Fact]
    public void A_label_out_of_range_is_refused_with_its_record()
    {
        using TemporaryFolder ten = new();
        CifarBytes.WriteCifar10(ten.Path);
        ten.Write("data_batch_2.bin", [.. CifarBytes.Record(0, 9), .. CifarBytes.Record(0, 10)]);
        AssertRefused("cifar10", ten, $"Record 1 of the file '{Path.Combine(ten.Path, "data_batch_2.bin")}' has label 10, but cifar10 has the labels 0 to 9");

        using TemporaryFolder hundred = new();
        CifarBytes.WriteCifar100(hundred.Path);
        hundred.Write("test.bin", CifarBytes.Record(0, 19, 100));
        AssertRefused("cifar100", hundred, "Record 0 of the file", "has label 100, but cifar100 has the labels 0 to 99");
        hundred.Write("test.bin", CifarBytes.Record(0, 20, 99));
        AssertRefused("cifar100", hundred, "has label 20, but cifar100 has the labels 0 to 19");
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        using TemporaryFolder folder = new();
        AssertRefused("cifar10", folder, $"'{Path.Combine(folder.Path, "data_batch_1.bin")}' does not exist", "`cdarts data fetch cifar10`");
        CifarBytes.WriteCifar10(folder.Path);
        folder.Delete("test_batch.bin");
        AssertRefused("cifar10", folder, "test_batch.bin' does not exist");
        folder.Write("batches.meta.txt", "cat\ndog"u8.ToArray());
        AssertRefused("cifar10", folder, "batches.meta.txt' names 2 classes, but cifar10 has 10");
    }

    [SkippableFact]
    public void Real_pictures_are_balanced_and_match_the_published_normalisation()
    {
        TrainTestSets sets = DataSource.Load(new DataSettings { Name = "cifar10", Path = RealData.Folder("cifar-10-batches-bin") });

        Assert.Equal((10_000, 2_000), (sets.Train.Count, sets.Test.Count));
        Assert.Equal(Enumerable.Repeat(1000, 10), sets.Train.Labels.ToArray().CountBy(label => label).Select(pair => pair.Value));
        Assert.Equal("frog", sets.Train.ClassNames[6]);
        for (int c = 0; c < 3; c++)
        {
            (double mean, double deviation) = Measure((ImageSet)sets.Train, c);
            Assert.Equal(sets.Train.Normalisation.Mean[c], mean, 0.003);
            Assert.Equal(sets.Train.Normalisation.Deviation[c], deviation, 0.005);
        }
    }

    private static (double Mean, double Deviation) Measure(ImageSet set, int channel)
    {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < set.Count; i++)
        {
            foreach (byte value in set.Picture(i).Slice(channel * 1024, 1024))
            {
                sum += value / 255.0;
                squares += value * value / (255.0 * 255);
            }
        }

        double mean = sum / (set.Count * 1024.0);
        return (mean, Math.Sqrt((squares / (set.Count * 1024.0)) - (mean * mean)));
    }

    private static TrainTestSets Load(string name, TemporaryFolder folder) => DataSource.Load(new DataSettings { Name = name, Path = folder.Path });

    private static void AssertRefused(string name, TemporaryFolder folder, params string[] parts)
    {
        string message = Assert.Throws<CdartsException>(() => Load(name, folder)).Message;
        Assert.All(parts, part => Assert.Contains(part, message));
    }
}
