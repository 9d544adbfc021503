using Cdarts.Engine.Data.Folders;
using Cdarts.Engine.Data.Imaging;

namespace Cdarts.Engine.Tests.Data.Folders;

public sealed class FolderVerificationTests : IDisposable
{
    private readonly PictureFolder _folder = PictureFolder.Create(trainPerClass: 60);

    [Fact]
    public void Bad_pictures_are_found_listed_and_then_skipped()
    {
        byte[] good = File.ReadAllBytes(Path.Combine(_folder.Path, "train/ant/003.jpg"));
        _folder.Add("train/ant/003.jpg", good[..^200]);
        _folder.Add("train/cow/059.jpg", []);
        _folder.Add("val/bee/000.jpg", "<html>"u8.ToArray());
        _folder.Add("val/bee/.hidden", [1]);
        List<FolderProgress> told = [];

        FolderFinding found = Verify(told.Add);

        Assert.Equal([("train", 180), ("val", 6)], found.Parts);
        Assert.Equal((3, 1), (found.Classes, found.Hidden));
        Assert.Equal(
            [("train/ant/003.jpg", BadPictureReason.CutOff), ("train/cow/059.jpg", BadPictureReason.Unreadable), ("val/bee/000.jpg", BadPictureReason.Unreadable)],
            found.Bad);
        Assert.Equal(new FolderProgress(186, 186, 3), told[^1]);
        Assert.Equal(told.Select(progress => progress.Done).Order(), told.Select(progress => progress.Done));
        Assert.Equal((178, 5), (_folder.Load(Engine.Data.BadPicturePolicy.SkipListed).Train.Count, _folder.Load(Engine.Data.BadPicturePolicy.SkipListed).Test.Count));

        // Mended, the list is empty.
        _folder.Add("train/ant/003.jpg", good);
        _folder.Add("train/cow/059.jpg", good);
        _folder.Add("val/bee/000.jpg", good);
        Assert.Empty(Verify().Bad);
        Assert.Equal(0, BadPictureList.Find(_folder.Path)!.Count);
    }

    [Fact]
    public void A_verification_that_was_cut_off_goes_on_where_it_was()
    {
        _folder.Add("train/ant/000.jpg", []);
        using CancellationTokenSource source = new();
        long done = 0;
        Assert.Throws<OperationCanceledException>(() => FolderVerification.Run(
            _folder.Path,
            progress =>
            {
                done = progress.Done;
                if (done > 0)
                {
                    source.Cancel();
                }
            },
            TimeProvider.System,
            source.Token));
        Assert.InRange(done, 1, 185);
        Assert.Null(BadPictureList.Find(_folder.Path));

        // What was verified is not read again: a picture that is gone since is not missed.
        List<FolderProgress> told = [];
        Assert.Equal([("train/ant/000.jpg", BadPictureReason.Unreadable)], Verify(told.Add).Bad);
        Assert.Equal((done, 1), (told[0].Done, told[0].Bad));

        // Once it is over, the next one begins anew.
        told.Clear();
        Verify(told.Add);
        Assert.Equal(0, told[0].Done);
    }

    [Fact]
    public void Every_file_is_looked_at_whatever_the_cache_says()
    {
        string ants = Path.Combine(_folder.Path, "train", "ant");
        Directory.SetLastWriteTimeUtc(ants, DateTime.UnixEpoch);
        _folder.Load();
        File.WriteAllBytes(Path.Combine(ants, "001.jpg"), []);
        Assert.Equal("train/ant/001.jpg", Assert.Single(Verify().Bad).Path);
    }

    [SkippableFact]
    public void Real_photographs_can_all_be_decoded()
    {
        string source = RealData.Folder("imagenet-20");
        using PictureFolder copy = new();
        foreach (string file in Directory.GetFiles(source, "*.JPEG", SearchOption.AllDirectories))
        {
            copy.Add(Path.GetRelativePath(source, file), File.ReadAllBytes(file));
        }

        FolderFinding found = FolderVerification.Run(copy.Path, _ => { }, TimeProvider.System, CancellationToken.None);
        Assert.Equal([("train", 20), ("val", 20)], found.Parts);
        Assert.Empty(found.Bad);
    }

    public void Dispose() => _folder.Dispose();

    private FolderFinding Verify(Action<FolderProgress>? report = null) =>
        FolderVerification.Run(_folder.Path, report ?? (_ => { }), TimeProvider.System, CancellationToken.None);
}
