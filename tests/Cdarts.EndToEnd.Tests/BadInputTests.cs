using Cdarts.EndToEnd.Tests.Support;

namespace Cdarts.EndToEnd.Tests;

/// <summary>Whatever is wrong: an exit code, one sentence that helps, and nothing left behind.</summary>
public sealed class BadInputTests : IDisposable
{
    private const int BadConfiguration = 2, RunFailed = 4, NotFoundOrInUse = 5;

    private readonly RunsFolder _runs = new();

    [Theory]
    [InlineData("network.chanels=4", "network.channels")]
    [InlineData("network.channels=3", "even")]
    [InlineData("network.channels=none", "network.channels is none")]
    [InlineData("data.batch_size=0", "data.batch_size is 0")]
    [InlineData("data.name=imagenet", "data.name is imagenet")]
    [InlineData("data.name=idx", "data.path is empty")]
    [InlineData("network", "no value")]
    public Task A_setting_that_cannot_be(string setting, string hint) => RefusedAsync(BadConfiguration, hint, ["search", .. SmallSearch.Set(setting)]);

    [Theory]
    [InlineData("quickstart", "search", "--preset", "quickstat")]
    [InlineData("missing.yaml", "search", "missing.yaml")]
    [InlineData("--bogus", "search", "--bogus")]
    [InlineData("../up", "search", "--name", "../up")]
    public Task A_command_line_that_cannot_be(string hint, params string[] command) => RefusedAsync(BadConfiguration, hint, command);

    [Theory]
    [InlineData("network:\n  channels: [2\n", "not valid YAML")]
    [InlineData("network:\n  chanels: 2\n", "network.channels")]
    [InlineData("- network\n", "not a mapping")]
    public async Task A_specification_that_cannot_be(string yaml, string hint)
    {
        string file = _runs.Beside("broken.yaml");
        File.WriteAllText(file, yaml);
        Assert.Contains("broken.yaml:", await RefusedAsync(BadConfiguration, hint, ["search", file]));
        ConsoleResult validated = await ConsoleProcess.RunAsync(["config", "validate", file]);
        Assert.Equal(BadConfiguration, validated.ExitCode);
        Assert.Contains(hint, Sentences.TheOnlyOne(validated));
    }

    [Theory]
    [InlineData("resume")]
    [InlineData("status")]
    [InlineData("watch")]
    [InlineData("export", "--format", "genotype", "-o", "nowhere.json")]
    public Task A_run_that_is_not_there(string command, params string[] more) =>
        RefusedAsync(NotFoundOrInUse, "There is no run nobody", [command, "nobody", .. more]);

    [Fact]
    public async Task A_folder_that_cannot_be_written()
    {
        string file = _runs.Beside("file");
        File.WriteAllText(file, "");
        foreach (string folder in (string[])[Path.Combine(file, "runs"), "/proc/runs"])
        {
            ConsoleResult result = await ConsoleProcess.RunAsync(["search", .. SmallSearch.Settings, "--runs", folder]);
            Assert.Equal(NotFoundOrInUse, result.ExitCode);
            Assert.Contains(folder, Sentences.TheOnlyOne(result));
        }
    }

    [Fact]
    public Task A_data_folder_that_is_not_there() => RefusedAsync(
        RunFailed, "/nonexistent", ["search", .. SmallSearch.Settings, .. SmallSearch.Set("data.name=idx"), .. SmallSearch.Set("data.path=/nonexistent")]);

    [Theory]
    [InlineData("truncated", "is truncated")]
    [InlineData("records of another length", "28 x 27")]
    [InlineData("another magic", "0x00000801")]
    public async Task A_data_file_that_cannot_be(string damage, string hint)
    {
        string folder = SmallPictures.Write(_runs.Beside("pictures"));
        string file = Path.Combine(folder, SmallPictures.TrainPictures);
        byte[] content = File.ReadAllBytes(file);
        switch (damage)
        {
            case "truncated":
                content = content[..^100];
                break;
            case "another magic":
                content[3] = 1;
                break;
            default:
                content[15] = 27;
                content = content[..(16 + (SmallPictures.Train * 28 * 27))];
                break;
        }

        File.WriteAllBytes(file, content);
        string sentence = await RefusedAsync(
            RunFailed, hint, ["search", .. SmallSearch.Settings, .. SmallSearch.Set("data.name=idx"), .. SmallSearch.Set($"data.path={folder}")]);
        Assert.Contains(file, sentence);
    }

    [SkippableFact]
    public Task A_device_that_is_not_there()
    {
        Skip.If(File.Exists("/dev/nvidia0"), "This machine has such a device.");
        return RefusedAsync(RunFailed, "cuda:0", ["search", .. SmallSearch.Settings, .. SmallSearch.Set("device=cuda:0")]);
    }

    [Fact]
    public Task A_stem_for_other_pictures() =>
        RefusedAsync(RunFailed, "network.stem", ["search", .. SmallSearch.Settings, .. SmallSearch.Set("network.stem=imagenet")]);

    public void Dispose() => _runs.Dispose();

    private async Task<string> RefusedAsync(int exitCode, string hint, string[] command)
    {
        ConsoleResult result = await _runs.CommandAsync(command);
        string sentence = Sentences.TheOnlyOne(result);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(hint, sentence);
        Assert.Empty(Directory.Exists(_runs.Path) ? Directory.GetFileSystemEntries(_runs.Path) : []);
        return sentence;
    }
}
