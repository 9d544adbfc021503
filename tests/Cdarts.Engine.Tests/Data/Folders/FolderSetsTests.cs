using Cdarts.Engine.Data;
using Cdarts.Engine.Data.Folders;
using Cdarts.Engine.Data.Imaging;

namespace Cdarts.Engine.Tests.Data.Folders;

public sealed class FolderSetsTests : IDisposable
{
    private readonly PictureFolder _folder = PictureFolder.Create();

    [Fact]
    public void A_folder_is_two_sets_with_imagenets_normalisation()
    {
        TrainTestSets sets = _folder.Load();

        Assert.Equal((18, 6, 3), (sets.Train.Count, sets.Test.Count, sets.Train.Classes));
        Assert.Equal((3, 16, 16), (sets.Train.Channels, sets.Train.Height, sets.Train.Width));
        Assert.Equal(["ant", "bee", "cow"], sets.Test.ClassNames);
        Assert.Equal([0.485, 0.456, 0.406], sets.Train.Normalisation.Mean);
        Assert.Equal([0.229, 0.224, 0.225], sets.Test.Normalisation.Deviation);
        Assert.Empty(sets.Notes);
        Assert.NotEqual(sets.Train.Fingerprint, sets.Test.Fingerprint);
        Assert.Equal((3, 16), DataSource.ShapeOf(PictureFolder.SettingsOf(_folder.Path)));
    }

    [Fact]
    public void Hidden_files_are_noted() // and only that
    {
        _folder.Add("train/bee/._000.jpg", [1]);
        _folder.Add("val/.DS_Store", [1]);
        Assert.Equal([$"Hidden files and folders in '{_folder.Path}' are passed over: 2, whose names begin with a dot."], _folder.Load().Notes);
    }

    [Theory]
    [InlineData("train/dog/1.jpg", "the class dog in train but not in val")]
    [InlineData("val/dog/1.jpg", "the class dog in val but not in train")]
    public void Both_parts_need_the_same_classes(string extra, string message)
    {
        _folder.Add(extra, [1]);
        Assert.Contains(message, Assert.Throws<CdartsException>(() => _folder.Load()).Message);
    }

    [Theory]
    [InlineData(21, 20)]
    [InlineData(0, 20)]
    [InlineData(16, 5000)]
    public void Sizes_that_do_not_go_together_are_refused(int size, int resize) =>
        Assert.Throws<CdartsException>(() => DataSource.Load(PictureFolder.SettingsOf(_folder.Path) with { ImageSize = size, EvaluationResize = resize }));

    [Fact]
    public void Listed_pictures_are_left_out_and_the_list_is_part_of_the_fingerprint()
    {
        TrainTestSets whole = _folder.Load();
        Assert.Contains("cdarts data verify", Assert.Throws<CdartsException>(() => _folder.Load(BadPicturePolicy.SkipListed)).Message);

        string file = BadPictureList.Write(_folder.Path, [("train/bee/001.jpg", BadPictureReason.CutOff), ("val/ant/000.jpg", BadPictureReason.Damaged)]);
        Assert.Equal(Path.Combine(_folder.Path, BadPictureList.FileName), file);
        TrainTestSets rest = _folder.Load(BadPicturePolicy.SkipListed);

        Assert.Equal((17, 5), (rest.Train.Count, rest.Test.Count));
        FolderSet train = (FolderSet)rest.Train;
        Assert.DoesNotContain("bee/001.jpg", Enumerable.Range(0, train.Count).Select(train.Manifest.PathOf));
        for (int i = 0; i < train.Count; i++)
        {
            Assert.EndsWith(train.Manifest.PathOf(i), train.Store.NameOf(i));
        }

        Assert.NotEqual(whole.Train.Fingerprint, rest.Train.Fingerprint);
        Assert.Equal(whole.Train.Fingerprint, _folder.Load().Train.Fingerprint);

        // An empty list is a list: what is known of the pictures has changed.
        BadPictureList.Write(_folder.Path, []);
        Assert.NotEqual(whole.Train.Fingerprint, _folder.Load(BadPicturePolicy.SkipListed).Train.Fingerprint);
    }

    [Fact]
    public void A_class_without_good_pictures_is_refused()
    {
        BadPictureList.Write(_folder.Path, Enumerable.Range(0, 6).Select(i => ($"train/cow/{i:D3}.jpg", BadPictureReason.Damaged)));
        Assert.Contains("cow in train", Assert.Throws<CdartsException>(() => _folder.Load(BadPicturePolicy.SkipListed)).Message);
    }

    [Fact]
    public void A_list_that_is_none_is_refused_with_its_line()
    {
        File.WriteAllText(Path.Combine(_folder.Path, BadPictureList.FileName), "# heading\ntrain/bee/001.jpg\n");
        Assert.Contains("Line 2", Assert.Throws<CdartsException>(() => _folder.Load(BadPicturePolicy.SkipListed)).Message);
    }

    public void Dispose() => _folder.Dispose();
}
