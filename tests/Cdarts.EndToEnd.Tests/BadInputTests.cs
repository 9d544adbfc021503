namespace Cdarts.EndToEnd.Tests;

/// <summary>Bad input gets one sentence and the documented exit code, and leaves nothing behind.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly Runs _runs = new();

    [Theory]
    [InlineData(2, "network.channels", "search", "--set", "network.chanels=8")]
    [InlineData(2, "network.channels", "search", "--set", "network.channels=3")]
    [InlineData(2, "data.batch_size", "search", "--set", "data.batch_size=many")]
    [InlineData(2, "quickstart", "search", "--preset", "quickstrat")]
    [InlineData(2, "missing.yaml", "search", "missing.yaml")]
    [InlineData(2, "--colour", "search", "--colour")]
    [InlineData(5, "nobody", "resume", "nobody")]
    [InlineData(5, "nobody", "status", "nobody")]
    [InlineData(5, "nobody", "watch", "nobody")]
    [InlineData(5, "nobody", "export", "nobody", "--format", "svg", "-o", "out.svg")]
    public async Task Is_refused_in_one_sentence(int expected, string named, params string[] arguments)
    {
        (int code, _, string errors) = await ConsoleProcess.RunAsync([.. arguments, "--runs", _runs.Folder]);
        Assert.Equal(expected, code);
        Assert.Contains(named, errors);
        SearchTests.AssertOneSentence(errors);
        Assert.Empty(Directory.GetFileSystemEntries(_runs.Folder));
    }

    [Theory]
    [InlineData("data.name=idx", "data.path=/nonexistent", "/nonexistent")]
    [InlineData("network.stem=imagenet", "network.stem_multiplier=1", "network.stem")]
    [InlineData("device=cuda:0", "seed=1", "cuda:0")]
    [InlineData("data.batch_size=4000", "seed=1", "4000")]
    public async Task Settings_that_only_the_engine_can_judge_fail_the_run_in_one_sentence(string first, string second, string named)
    {
        (int code, string output, string errors) = await ConsoleProcess.RunAsync(_runs.Search("refused", "--set", first, "--set", second));
        Assert.True(code is 2 or 4, $"Ended with {code}:\n{output}\n{errors}");
        Assert.Contains(named, errors);
        SearchTests.AssertOneSentence(errors);
    }

    [Fact]
    public async Task A_truncated_data_file_is_named()
    {
        string folder = Directory.CreateDirectory(_runs.PathOf("pictures")).FullName;
        foreach (string name in (string[])["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"])
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, name), [0, 0, 8, 3, 0, 0, 1, 0]);
        }

        (int code, _, string errors) = await ConsoleProcess.RunAsync(_runs.Search("cut", "--set", "data.name=idx", "--set", $"data.path={folder}"));
        Assert.Equal(4, code);
        Assert.Contains("idx", errors);
        SearchTests.AssertOneSentence(errors);
    }

    [Fact]
    public async Task A_runs_folder_that_cannot_be_written_is_named()
    {
        string file = _runs.PathOf("file");
        await File.WriteAllTextAsync(file, "");
        (int code, _, string errors) = await ConsoleProcess.RunAsync(["search", "--runs", Path.Combine(file, "runs"), "--name", "a"]);
        Assert.Equal(5, code);
        Assert.Contains(file, errors);
        SearchTests.AssertOneSentence(errors);
    }

    [Fact]
    public async Task Broken_yaml_is_named_with_its_line()
    {
        string spec = _runs.PathOf("spec.yaml");
        await File.WriteAllTextAsync(spec, "network:\n  channels: [4\n");
        (int code, _, string errors) = await ConsoleProcess.RunAsync(["search", spec, "--runs", _runs.PathOf("runs")]);
        Assert.Equal(2, code);
        Assert.Contains("spec.yaml", errors);
        SearchTests.AssertOneSentence(errors);
    }

    public void Dispose() => _runs.Dispose();
}
