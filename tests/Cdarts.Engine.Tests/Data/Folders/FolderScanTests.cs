using Cdarts.Engine.Data.Folders;

namespace Cdarts.Engine.Tests.Data.Folders;

public sealed class FolderScanTests : IDisposable
{
    private readonly PictureFolder _folder = new();

    [Fact]
    public void The_order_is_that_of_torchvision_and_what_counts_is_the_extension()
    {
        foreach (string path in (string[])["b/z.JPEG", "b/Z.png", "b/inner/a.webp", "b/é.bmp", "a-b/1.pgm", "a/notes.txt", "a/2.tif", "a/10.tiff", "a/x.ppm", "B/q.jpg"])
        {
            _folder.Add(path, [1, 2, 3]);
        }

        FolderManifest manifest = Scan().Manifest;

        Assert.Equal(["B", "a", "a-b", "b"], manifest.ClassNames);
        Assert.Equal(
            ["B/q.jpg", "a/10.tiff", "a/2.tif", "a/x.ppm", "a-b/1.pgm", "b/Z.png", "b/z.JPEG", "b/é.bmp", "b/inner/a.webp"],
            Enumerable.Range(0, manifest.Count).Select(manifest.PathOf));
        Assert.Equal([0, 1, 1, 1, 2, 3, 3, 3, 3], manifest.Labels.ToArray());
        Assert.All(manifest.Lengths.ToArray(), length => Assert.Equal(3, length));
    }

    [Fact]
    public void Hidden_files_and_folders_are_passed_over_and_counted()
    {
        foreach (string path in (string[])["a/1.jpg", "a/._1.jpg", "a/.DS_Store", "a/.inner/2.jpg", ".checkpoints/3.jpg", ".hidden"])
        {
            _folder.Add(path, [1]);
        }

        FolderScanResult found = Scan();

        Assert.Equal((1, 5), (found.Manifest.Count, found.Hidden));
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("only-hidden/.a.jpg")]
    [InlineData("only-text/a.txt")]
    public void An_empty_class_folder_is_an_error_that_names_it(string path)
    {
        _folder.Add("a/1.jpg", [1]);
        _folder.Add(path.Contains('/') ? path : $"{path}/.gitkeep", [1]);
        Assert.Contains(path.Split('/')[0], Assert.Throws<CdartsException>(() => Scan()).Message);
    }

    [Fact]
    public void Folders_that_are_none_are_refused()
    {
        Assert.Contains("has no folders in it", Assert.Throws<CdartsException>(() => Scan()).Message);
        Assert.Contains("does not exist", Assert.Throws<CdartsException>(() => new FolderScan(TimeProvider.System).Scan(_folder.Path + "-gone")).Message);
    }

    [Fact]
    public void A_link_counts_as_what_it_leads_to()
    {
        _folder.Add("a/1.jpg", [1, 2, 3, 4, 5]);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "a", "2.jpg"), Path.Combine(_folder.Path, "a", "1.jpg"));
        Assert.Equal([5, 5], Scan().Manifest.Lengths.ToArray());
    }

    [Fact]
    public void A_loop_of_links_ends_with_a_sentence()
    {
        _folder.Add("a/1.jpg", [1]);
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "a", "again"), Path.Combine(_folder.Path, "a"));
        Assert.Throws<CdartsException>(() => Scan());
    }

    [Fact]
    public void A_second_scan_takes_unchanged_classes_from_the_cache_and_sees_what_has_changed()
    {
        _folder.Add("a/1.jpg", [1]);
        _folder.Add("b/1.jpg", [1]);
        Age("a", "b");
        Scan();

        // The same time with another content: only a scan that looks again sees the new file.
        DateTime before = Directory.GetLastWriteTimeUtc(Path.Combine(_folder.Path, "a"));
        _folder.Add("a/2.jpg", [1]);
        Directory.SetLastWriteTimeUtc(Path.Combine(_folder.Path, "a"), before);
        Assert.Equal(2, Scan().Manifest.Count);

        _folder.Add("b/2.jpg", [1]);
        Assert.Equal(3, Scan().Manifest.Count);
    }

    [Fact]
    public void A_folder_that_changed_just_before_its_scan_is_scanned_again()
    {
        _folder.Add("a/1.jpg", [1]);
        Scan();
        DateTime before = Directory.GetLastWriteTimeUtc(Path.Combine(_folder.Path, "a"));
        _folder.Add("a/2.jpg", [1]);
        Directory.SetLastWriteTimeUtc(Path.Combine(_folder.Path, "a"), before);
        Assert.Equal(2, Scan().Manifest.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cdarts class listing 1\n")]
    [InlineData("cdarts class listing 1\n5 0 1 9\n4 \nend\n")]
    [InlineData("cdarts class listing 1\n5 0 1 1\n4 \n1x1.jpg\nend\n")]
    [InlineData("cdarts class listing 2\n5 0 1 1\n4 \n1 1.jpg\nend\n")]
    [InlineData("cdarts class listing 1\n5 0 1 1\n4 \n1 1.j")]
    public void A_damaged_cache_is_as_good_as_none(string content)
    {
        _folder.Add("a/1.jpg", [1]);
        Age("a");
        ClassListingCache cache = new(_folder.Path);
        string file = UserCache.PathOf("listings", UserCache.NameOf(_folder.Path), UserCache.NameOf("a"));
        Assert.True(UserCache.TryWrite(file, System.Text.Encoding.UTF8.GetBytes(content)));

        Assert.Null(cache.TryRead("a"));
        Assert.Equal(1, Scan().Manifest.Count);
        Assert.NotNull(cache.TryRead("a"));
    }

    [SkippableFact]
    public void All_thousand_classes_of_imagenet_have_their_index()
    {
        string root = Path.GetDirectoryName(RealData.Folder("imagenet-1000-thumb"))!;
        FolderManifest manifest = new FolderScan(TimeProvider.System).Scan(Path.Combine(root, "imagenet-1000-thumb", "train")).Manifest;

        string[] expected = [.. File.ReadLines(Path.Combine(root, "imagenet_classes.tsv")).Skip(1).Select(line => line.Split('\t')[1])];
        Assert.Equal(expected, manifest.ClassNames);
        Assert.Equal(Enumerable.Range(0, 1000), manifest.Labels.ToArray());
    }

    public void Dispose() => _folder.Dispose();

    private FolderScanResult Scan() => new FolderScan(TimeProvider.System).Scan(_folder.Path);

    private void Age(params string[] classes)
    {
        foreach (string name in classes)
        {
            Directory.SetLastWriteTimeUtc(Path.Combine(_folder.Path, name), DateTime.UnixEpoch);
        }
    }
}
