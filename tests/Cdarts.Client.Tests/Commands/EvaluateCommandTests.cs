using System.Text.Json;
using Cdarts.Client.Commands;
using Cdarts.Client.Tests.Support;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Tests.Commands;

public sealed class EvaluateCommandTests : IDisposable
{
    private static readonly RunSpec Spec = RunSpec.Cream with { Data = new() { Name = "cifar10", Path = "/pictures" } };

    private readonly TestShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task A_run_is_its_newest_checkpoint_on_its_own_data()
    {
        _shell.CreateRun("a", Spec);

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("evaluate", "a"));

        Assert.Equal(
            "a, checkpoint newest, data /pictures\ntop-1 75.00 %, top-5 99.00 %, loss 0.5000, 1,000 pictures\n", _shell.Out.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task A_folder_of_a_checkpoint_is_that_checkpoint(string end)
    {
        string folder = _shell.CreateRun("a", Spec);
        _shell.File("runs/a/checkpoints/g000001-u000000004/manifest.json", "{}");

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("evaluate", Path.Combine(folder, "checkpoints", "g000001-u000000004") + end));

        Assert.StartsWith("a, checkpoint g000001-u000000004, ", _shell.Out.ToString());
    }

    [Theory]
    [InlineData("/moved", "--data", "/moved")]
    [InlineData("/moved", "--data", "/moved", "--dataset", "cifar100")]
    [InlineData("", "--dataset", "sample")]
    public async Task The_data_set_can_be_another(string path, params string[] options)
    {
        _shell.CreateRun("a", Spec);

        Assert.Equal(ExitCode.Done, await _shell.RunAsync(["evaluate", "a", .. options]));

        Assert.StartsWith($"a, checkpoint newest, data {path}\n", _shell.Out.ToString());
    }

    [Fact]
    public async Task The_line_of_json_has_the_figures()
    {
        _shell.CreateRun("a", Spec);

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("evaluate", "a", "--json"));

        JsonElement line = JsonDocument.Parse(Assert.Single(_shell.Out.ToString().TrimEnd('\n').Split('\n'))).RootElement;
        Assert.Equal((.75, .99, .5, 1000), (
            line.GetProperty("top1").GetDouble(), line.GetProperty("top5").GetDouble(), line.GetProperty("loss").GetDouble(), line.GetProperty("pictures").GetInt32()));
        Assert.Equal("a, checkpoint newest, data /pictures", line.GetProperty("origin").GetString());
    }

    [Theory]
    [InlineData("data.name is cifar: use sample, cifar10, cifar100, fashion-mnist, idx or image-folder.", "--dataset", "cifar")]
    [InlineData("data.path is empty: name ", "--dataset", "cifar100")]
    [InlineData("data.path is /x: leave it empty, since data.name is sample, or use the data.name of what lies there.", "--dataset", "sample", "--data", "/x")]
    public async Task A_data_set_that_cannot_be_is_one_sentence(string sentence, params string[] options)
    {
        _shell.CreateRun("a", Spec);

        Assert.StartsWith(sentence, await _shell.FailAsync(ExitCode.BadConfiguration, ["evaluate", "a", .. options]));
    }

    [Theory]
    [InlineData("b")]
    [InlineData("a/checkpoints/g000001-u000000009")]
    [InlineData("a/other/g000001-u000000004")]
    public async Task What_is_no_run_and_no_checkpoint_is_not_found(string target)
    {
        _shell.CreateRun("a", Spec);
        _shell.File("runs/a/other/g000001-u000000004/manifest.json", "{}");

        Assert.StartsWith("There is no run ", await _shell.FailAsync(ExitCode.NotFoundOrInUse, "evaluate", _shell.In("runs", target)));
    }
}
