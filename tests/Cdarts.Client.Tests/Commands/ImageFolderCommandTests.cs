using Cdarts.Client.Commands;
using Cdarts.Client.Tests.Support;

namespace Cdarts.Client.Tests.Commands;

/// <summary>data verify, pack and bench of image folders, and runs on them.</summary>
public sealed class ImageFolderCommandTests : IDisposable
{
    /// <summary>A grey PNG of one pixel.</summary>
    private static readonly byte[] Picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==");

    private readonly TestShell _shell = new();
    private readonly string _folder;

    public ImageFolderCommandTests()
    {
        _folder = _shell.In("pictures");
        foreach (string path in (string[])["train/ant/1.png", "train/ant/2.png", "train/bee/1.png", "val/ant/1.png", "val/bee/1.png"])
        {
            Put(path, Picture);
        }
    }

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Verify_decodes_every_picture()
    {
        Put("train/.DS_Store", [1]);
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("data", "verify", _folder));
        Assert.Equal(
            "Hidden files and folders were passed over: 1, whose names begin with a dot.\n"
            + $"{_folder} is an image folder: 3 train and 2 val pictures in 2 classes; all can be decoded.\n",
            _shell.Out.ToString());
    }

    [Fact]
    public async Task Verify_names_bad_pictures_and_the_list()
    {
        for (int i = 10; i < 32; i++)
        {
            Put($"train/bee/{i}.jpg", []);
        }

        Assert.Equal(ExitCode.BadConfiguration, await _shell.RunAsync("data", "verify", _folder));

        string[] lines = _shell.Out.ToString().Split('\n');
        Assert.Equal($"{_folder} is an image folder: 25 train and 2 val pictures in 2 classes; 22 cannot be used:", lines[0]);
        Assert.Equal("  train/bee/10.jpg (Unreadable)", lines[1]);
        Assert.Equal("  and 2 more", lines[21]);
        Assert.Equal($"All of them are listed in {_folder}/bad-pictures.txt: with data.bad_pictures=skip_listed a run leaves them out.", lines[22]);
    }

    [Fact]
    public async Task Verify_names_an_empty_class()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "train", "cow"));
        Assert.Contains("train/cow' has no pictures", await _shell.FailAsync(ExitCode.BadConfiguration, "data", "verify", _folder));
    }

    [Fact]
    public async Task A_stopped_verify_can_be_gone_on_with()
    {
        _shell.Stops.Raise();
        Assert.Contains("run the same command again", await _shell.FailAsync(ExitCode.Aborted, "data", "verify", _folder));
    }

    [Fact]
    public async Task Pack_makes_a_folder_that_verify_knows()
    {
        _shell.RunsSeveral = true;
        string packed = _shell.In("packed");
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("data", "pack", _folder, "--to", packed));
        Assert.Equal(
            $"train: 3 pictures, 0.0 MB\nval: 2 pictures, 0.0 MB\n{_folder} is packed in {packed}: use it with --set data.name=image-folder --data {packed}.\n",
            _shell.Out.ToString());
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("data", "verify", packed));
        Assert.EndsWith("3 train and 2 val pictures in 2 classes; all can be decoded.\n", _shell.Out.ToString());
    }

    [Theory]
    [InlineData("The quality 0 is not between", "--quality", "0")]
    [InlineData("The short side -3 is not between", "--short-side", "-3")]
    public async Task Pack_refuses_what_cannot_be(string sentence, params string[] options) =>
        Assert.StartsWith(sentence, await _shell.FailAsync(ExitCode.BadConfiguration, ["data", "pack", _folder, "--to", _shell.In("packed"), .. options]));

    [Fact]
    public async Task Bench_tells_the_cores_that_a_rate_needs()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("data", "bench", _folder, "--rate", "2500", "--threads", "8"));
        Assert.Equal(
            $"500 train pictures of {_folder}, 103.7 kB on average, to 224 x 224 with crop, mirroring and jitter:\n"
            + "  one thread         512 images/s per core (processor time)\n    8 threads        988 images/s (elapsed)\n2500 images/s need 4.9 cores.\n",
            _shell.Out.ToString());
    }

    [Fact]
    public async Task Bench_writes_json()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("data", "bench", _folder, "--json", "--pictures", "7"));
        Assert.Contains("\"pictures\":7,", _shell.Out.ToString());
        Assert.Contains("\"per_core\":512.4,", _shell.Out.ToString());
    }

    [Theory]
    [InlineData("--rate", "0")]
    [InlineData("--pictures", "0")]
    [InlineData("--threads", "0")]
    public async Task Bench_refuses_numbers_that_are_none(string option, string number) =>
        Assert.Contains("above 0", await _shell.FailAsync(ExitCode.BadConfiguration, "data", "bench", _folder, option, number));

    [Fact]
    public async Task A_search_takes_a_subset()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("search", "--subset", "0.1", "--data", _folder, "--set", "data.name=image-folder", "--set", "data.image_size=64", "--dry-run"));
        Assert.Contains("subset: 0.1", _shell.Out.ToString());
        _shell.Out.GetStringBuilder().Clear();
        Assert.Contains("data.subset is 2 (--subset)", await _shell.FailAsync(ExitCode.BadConfiguration, "search", "--subset", "2"));
    }

    [Fact]
    public async Task Variables_of_the_loader_are_no_settings()
    {
        _shell.Variables["CDARTS_LOADER_THREADS"] = "3";
        _shell.Variables["CDARTS_CACHE"] = "somewhere";
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("search", "--dry-run"));
    }

    private void Put(string path, byte[] content)
    {
        string file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
    }
}
