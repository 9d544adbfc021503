using System.Formats.Tar;
using Cdarts.Client.Commands;
using Cdarts.Client.Data;
using Cdarts.Client.Tests.Support;
using Cdarts.Client.Watching;

namespace Cdarts.Client.Tests.Commands;

/// <summary>data fetch, data verify.</summary>
public sealed class DataCommandTests : IAsyncDisposable
{
    private readonly LoopbackServer _server = new() { Files = { [TinySets.ArchiveName] = TinySets.Archive } };
    private readonly TestShell _shell = new();

    public DataCommandTests()
    {
        Use(TinySets.Cifar10(_server.Address));
        _shell.TimeOfDownloads = TimeProvider.System;
    }

    public async ValueTask DisposeAsync()
    {
        _shell.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Fetch_puts_the_set_into_its_folder_and_verify_knows_it()
    {
        string folder = _shell.In("sets", "ten");

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("data", "fetch", "cifar10", "--to", folder));

        Assert.Equal(TinySets.CifarFiles.Keys.Order(), Directory.EnumerateFiles(Path.Combine(folder, "cifar-10-batches-bin")).Select(Path.GetFileName).Order());
        Assert.Equal([folder], Directory.EnumerateFileSystemEntries(_shell.In("sets")));
        Assert.StartsWith("tiny-cifar10.tar.gz: 0 % of", _shell.Out.ToString());
        Assert.Contains("tiny-cifar10.tar.gz: 100 % of 0.0 MiB\ntiny-cifar10.tar.gz: the hash is right; unpacking.\n", _shell.Out.ToString());
        Assert.EndsWith($"cifar10 is in {folder}: use it with --set data.name=cifar10 --set data.path={folder}.\n", _shell.Out.ToString());

        _shell.Out.GetStringBuilder().Clear();
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("data", "verify", folder));
        Assert.Equal(
            $"{folder} is the full official cifar10: 10 train and 2 test pictures in 10 classes; every file is as published.\n", _shell.Out.ToString());
    }

    [Fact]
    public async Task Fetch_leaves_a_good_folder_alone()
    {
        string folder = _shell.In("ten");
        TinySets.WriteCifar10(folder);

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("data", "fetch", "cifar10", "--to", folder));

        Assert.Equal($"{folder} is the full official cifar10 already: there is nothing to fetch.\n", _shell.Out.ToString());
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Fetch_does_not_touch_a_folder_with_something_else()
    {
        string file = _shell.File("ten/notes.txt", "mine");

        Assert.Contains("ten is not empty and not the full official cifar10 (", await _shell.FailAsync(ExitCode.NotFoundOrInUse, "data", "fetch", "cifar10", "--to", _shell.In("ten")));
        Assert.Contains("is a file: choose another folder", await FailAgainAsync(ExitCode.NotFoundOrInUse, "data", "fetch", "cifar10", "--to", file));
        Assert.Equal("mine", File.ReadAllText(file));
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Fetch_fills_an_empty_folder()
    {
        string folder = _shell.In("ten");
        Directory.CreateDirectory(folder);

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("data", "fetch", "cifar10", "--to", folder + "/"));

        Assert.True(Directory.Exists(Path.Combine(folder, "cifar-10-batches-bin")));
    }

    [Fact]
    public async Task Fetch_takes_files_that_are_used_as_they_are()
    {
        (OfficialSet set, Dictionary<string, byte[]> files) = TinySets.FashionMnist(new("http://127.0.0.1:1/"));
        Use(set);
        foreach ((string name, byte[] content) in files)
        {
            _server.Files[$"mirror/{name}"] = content;
        }

        string folder = _shell.In("fashion");
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("data", "fetch", "fashion-mnist", "--to", folder, "--from", $"{_server.Address}mirror"));

        Assert.All(files, file => Assert.Equal(file.Value, File.ReadAllBytes(Path.Combine(folder, file.Key))));
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("data", "verify", folder));
        Assert.EndsWith("is the full official fashion-mnist: 2 train and 1 test pictures in 10 classes; every file is as published.\n", _shell.Out.ToString());
    }

    [Theory]
    [InlineData("other/tiny-cifar10.tar.gz", "other")]
    [InlineData("other/tiny-cifar10.tar.gz", "other/")]
    [InlineData("other/tiny-cifar10.tar.gz", "other/tiny-cifar10.tar.gz")]
    public async Task A_mirror_is_a_folder_or_the_file(string served, string mirror)
    {
        _server.Files[served] = TinySets.Archive;

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("data", "fetch", "cifar10", "--to", _shell.In("ten"), "--from", $"{_server.Address}{mirror}"));

        Assert.Equal($"/{served}", Assert.Single(_server.Requests).Path);
    }

    [Fact]
    public async Task A_failed_fetch_leaves_no_folder_and_the_next_one_goes_on()
    {
        _server.NextBroken(1000).NextStatus(404);
        string folder = _shell.In("ten");

        Assert.Equal(ExitCode.DownloadFailed, await _shell.RunAsync("data", "fetch", "cifar10", "--to", folder));
        Assert.False(Directory.Exists(folder));

        _shell.Stops = new StopRequests();
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("data", "fetch", "cifar10", "--to", folder));
        Assert.Equal([null, 1000, 1000], _server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task A_fetch_that_brought_nothing_leaves_nothing()
    {
        _server.NextStatus(404);

        string error = await FetchFailsAsync();

        Assert.Contains("The server answered 404", error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_shell.In()));
    }

    [Fact]
    public async Task A_wrong_archive_is_not_unpacked()
    {
        byte[] wrong = [.. TinySets.Archive];
        wrong[^1]++;
        _server.Files[TinySets.ArchiveName] = wrong;

        Assert.Contains("is not the published tiny-cifar10.tar.gz: its SHA-256 is", await FetchFailsAsync());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_shell.In()));
    }

    [Theory]
    [InlineData("../evil.txt")]
    [InlineData("inner/../../evil.txt")]
    [InlineData("/tmp/cdarts-evil.txt")]
    public async Task An_archive_that_leaves_its_folder_is_refused(string name)
    {
        string error = await FetchArchiveAsync(TinySets.Pack(TinySets.Entry("good.txt", [1]), TinySets.Entry(name, [2])));

        Assert.Contains($"has the entry '{name}' (RegularFile), which is not a plain file or folder inside of it", error);
        Assert.Empty(Directory.EnumerateFiles(_shell.In(), "*evil*", SearchOption.AllDirectories));
        Assert.False(File.Exists("/tmp/cdarts-evil.txt"));
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    public async Task An_archive_with_links_is_refused(TarEntryType type)
    {
        string error = await FetchArchiveAsync(TinySets.Pack(TinySets.Entry("good.txt", [1]), new PaxTarEntry(type, "link") { LinkName = "good.txt" }));

        Assert.Contains($"has the entry 'link' ({type})", error);
    }

    [Fact]
    public async Task An_archive_that_is_none_is_refused() =>
        Assert.Contains("tiny-cifar10.tar.gz is damaged (", await FetchArchiveAsync([1, 2, 3, 4]));

    [Fact]
    public async Task Two_fetches_do_not_share_a_folder()
    {
        Directory.CreateDirectory(_shell.In("ten.download"));
        using FileStream held = new(_shell.In("ten.download", "lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        Assert.StartsWith(
            "Another `cdarts data fetch` works in", await _shell.FailAsync(ExitCode.NotFoundOrInUse, "data", "fetch", "cifar10", "--to", _shell.In("ten")));
    }

    [Fact]
    public async Task A_stop_is_not_an_error()
    {
        _server.Next(request =>
        {
            _shell.Stops.Raise();
            return _server.Give(request) with { BreakAfter = 1000, Hangs = true };
        });

        Assert.Equal(ExitCode.Aborted, await _shell.RunAsync("data", "fetch", "cifar10", "--to", _shell.In("ten")));
        Assert.Equal("Stopped: run the same command again to go on from here.\n", _shell.Error.ToString());
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_one_sentence()
    {
        string file = _shell.File("file", "");

        Assert.StartsWith(
            $"{file}/ten cannot be written (", await _shell.FailAsync(ExitCode.NotFoundOrInUse, "data", "fetch", "cifar10", "--to", $"{file}/ten"));
    }

    [Theory]
    [InlineData("ftp://example.org/")]
    [InlineData("mirror")]
    public async Task A_mirror_that_is_no_web_address_is_refused(string mirror) => Assert.Equal(
        $"--from is {mirror}: name an address that begins with http:// or https://.",
        await _shell.FailAsync(ExitCode.BadConfiguration, "data", "fetch", "cifar10", "--from", mirror));

    [Fact]
    public async Task A_set_that_does_not_exist_is_refused() =>
        Assert.Contains("cifar10", await _shell.FailAsync(ExitCode.BadConfiguration, "data", "fetch", "cifar"));

    [Fact]
    public async Task Verify_knows_a_subset()
    {
        string folder = _shell.In("ten");
        TinySets.WriteCifar10(folder);
        File.WriteAllBytes(Path.Combine(folder, "data_batch_3.bin"), TinySets.CifarFiles["data_batch_3.bin"][..3073]);

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("data", "verify", folder));

        Assert.Equal($"{folder} is a subset of cifar10: 9 train and 2 test pictures in 10 classes; the full set has 10 and 2.\n", _shell.Out.ToString());
    }

    [Fact]
    public async Task Verify_finds_a_changed_byte()
    {
        string folder = _shell.In("ten");
        TinySets.WriteCifar10(folder);
        byte[] changed = [.. TinySets.CifarFiles["data_batch_3.bin"]];
        changed[100]++;
        File.WriteAllBytes(Path.Combine(folder, "data_batch_3.bin"), changed);

        Assert.Equal(
            $"{folder} has as many pictures as the full cifar10, but data_batch_3.bin is not the published file: fetch the data set again with `cdarts data fetch cifar10`.",
            await _shell.FailAsync(ExitCode.BadConfiguration, "data", "verify", folder));
    }

    [Fact]
    public async Task Verify_reads_every_record()
    {
        string folder = _shell.In("ten");
        TinySets.WriteCifar10(folder);
        byte[] changed = [.. TinySets.CifarFiles["test_batch.bin"]];
        changed[3073] = 10;
        File.WriteAllBytes(Path.Combine(folder, "test_batch.bin"), changed);
        Assert.StartsWith("Record 1 of the file", await _shell.FailAsync(ExitCode.BadConfiguration, "data", "verify", folder));

        File.WriteAllBytes(Path.Combine(folder, "test_batch.bin"), changed[..3000]);
        Assert.Contains("no whole records", await FailAgainAsync(ExitCode.BadConfiguration, "data", "verify", folder));
    }

    [Fact]
    public async Task Verify_knows_other_idx_files_and_what_it_does_not_know()
    {
        (_, Dictionary<string, byte[]> files) = TinySets.FashionMnist(_server.Address);
        string folder = _shell.In("idx");
        Directory.CreateDirectory(folder);
        foreach ((string name, byte[] content) in files)
        {
            File.WriteAllBytes(Path.Combine(folder, name), content);
        }

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("data", "verify", folder));
        Assert.Equal(
            $"{folder} is a data set in IDX files: 2 train and 1 test pictures in 10 classes; there are no published hashes to compare with.\n",
            _shell.Out.ToString());

        Directory.CreateDirectory(_shell.In("empty"));
        Assert.Contains("has no data set that cdarts knows", await FailAgainAsync(ExitCode.BadConfiguration, "data", "verify", _shell.In("empty")));
        Assert.StartsWith("There is no folder nowhere", await FailAgainAsync(ExitCode.NotFoundOrInUse, "data", "verify", "nowhere"));
        Assert.StartsWith("There is no folder data/cifar10", await FailAgainAsync(ExitCode.NotFoundOrInUse, "data", "verify", "cifar10"));
    }

    [Fact]
    public void The_published_sets_are_complete()
    {
        Assert.Equal(["cifar10", "cifar100", "fashion-mnist"], OfficialSets.All.Select(set => set.Name));
        Assert.All(OfficialSets.All.SelectMany(set => set.Files.Concat(set.Contents)), file =>
        {
            Assert.Matches("^[0-9a-f]{64}$", file.Sha256);
            Assert.True(file.Bytes > 0);
        });
        Assert.All(OfficialSets.All.SelectMany(set => set.Files.Select(file => new Uri(set.Home, file.Name))), address => Assert.EndsWith("gz", address.AbsoluteUri));
    }

    private void Use(params OfficialSet[] sets) => _shell.Data = new DataServices(
        sets, new DownloadOptions { Retries = 1, Delay = TimeSpan.FromMilliseconds(1) }, LoopbackServer.CreateClient);

    private async Task<string> FetchArchiveAsync(byte[] archive)
    {
        _server.Files[TinySets.ArchiveName] = archive;
        Use(TinySets.Cifar10(_server.Address, archive));
        return await FetchFailsAsync();
    }

    private async Task<string> FetchFailsAsync()
    {
        ExitCode code = await _shell.RunAsync("data", "fetch", "cifar10", "--to", _shell.In("ten"));

        Assert.Equal(ExitCode.DownloadFailed, code);
        Assert.False(Directory.Exists(_shell.In("ten")));
        return Assert.Single(_shell.Error.ToString()[..^1].Split('\n'));
    }

    private Task<string> FailAgainAsync(ExitCode expected, params string[] arguments)
    {
        _shell.Out.GetStringBuilder().Clear();
        _shell.Error.GetStringBuilder().Clear();
        return _shell.FailAsync(expected, arguments);
    }
}
