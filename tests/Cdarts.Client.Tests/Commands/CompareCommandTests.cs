using System.Text.Json;
using Cdarts.Client.Commands;
using Cdarts.Client.Tests.Support;

namespace Cdarts.Client.Tests.Commands;

public sealed class CompareCommandTests : IDisposable
{
    private readonly TestShell _shell = new();

    public CompareCommandTests()
    {
        Completed("x-seed1", .50, """{"skip_connect":3}""");
        Completed("x-seed2", .60, """{"skip_connect":1,"sep_conv_3x3":4}""");
        Completed("other", .45, """{"sep_conv_3x3":8}""");
    }

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Runs_without_a_group_are_grouped_by_their_name_less_the_seed()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("compare", "x-seed1", "other", "x-seed2"));

        string markdown = File.ReadAllText(_shell.In("runs", "comparison.md"));
        Assert.Contains("| x | 2 | 55.00 ± 7.07 | 50.00 to 60.00 | 123 | 0.0 M | 2 skip_connect, 2 sep_conv_3x3 |\n".Replace("2 skip_connect, 2 sep_conv_3x3", "2 sep_conv_3x3, 2 skip_connect"), markdown);
        Assert.Contains("| other | 1 | 45.00 ± 0.00 | 45.00 to 45.00 |", markdown);
        Assert.Contains("| x-seed2 | 0 | 60.00 | 1.2500 | 4 sep_conv_3x3, 1 skip_connect |\n", markdown);
        Assert.StartsWith("| group | runs | held-out accuracy, % ", markdown);
        Assert.Contains("55.00 ± 7.07", _shell.Console.Output);
    }

    [Fact]
    public async Task Groups_are_named_and_shown_in_the_order_in_which_they_come()
    {
        Assert.Equal(ExitCode.Done, await _shell.RunAsync("compare", "b=other", "a=x-seed2", "b=x-seed1", "--json"));

        JsonElement[] groups = [.. JsonDocument.Parse(_shell.Out.ToString()).RootElement.GetProperty("groups").EnumerateArray()];
        Assert.Equal(["b", "a"], groups.Select(group => group.GetProperty("group").GetString()));
        Assert.Equal(["other", "x-seed1"], groups[0].GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("name").GetString()));
        Assert.Equal(.475, groups[0].GetProperty("mean").GetDouble(), 12);
        Assert.Equal(.05 / Math.Sqrt(2), groups[0].GetProperty("standard_deviation").GetDouble(), 12);
        Assert.Equal("", _shell.Console.Output);
    }

    [Fact]
    public async Task All_files_are_written_and_named()
    {
        string stem = _shell.In("reports", "mine");

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("compare", "x-seed1", "other", "-o", stem));

        Assert.Equal([$"{stem}.md", $"{stem}.json", $"{stem}.svg", $"{stem}.png"], _shell.Out.ToString().TrimEnd('\n').Split('\n'));
        Assert.Equal("<svg>Held-out accuracy, %: x 1, other 1</svg>", File.ReadAllText($"{stem}.svg"));
        Assert.Equal([1, 2, 3], File.ReadAllBytes($"{stem}.png"));
        Assert.Equal(2, JsonDocument.Parse(File.ReadAllText($"{stem}.json")).RootElement.GetProperty("groups").GetArrayLength());
    }

    [Fact]
    public async Task Retrained_networks_have_a_test_accuracy()
    {
        _shell.CreateRun("r");
        _shell.File("runs/r/results.json", ResumeCommandTests.Results.TrimEnd()[..^1] + ",\"retrain\":{\"best_epoch\":3,\"chosen_by\":\"validation\",\"validation\":null}}");

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("compare", "r"));

        Assert.StartsWith("| group | runs | test accuracy, % ", File.ReadAllText(_shell.In("runs", "comparison.md")));
        Assert.StartsWith("<svg>Test accuracy, %: ", File.ReadAllText(_shell.In("runs", "comparison.svg")));
    }

    [Fact]
    public async Task Runs_without_an_accuracy_are_compared_without_a_picture()
    {
        _shell.CreateRun("r");
        _shell.File("runs/r/results.json", ResumeCommandTests.Results.Replace("""{"accuracy":0.5,"loss":1.25,"pictures":1000}""", "null"));

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("compare", "r"));

        Assert.Contains("| r | 1 | - | - |", File.ReadAllText(_shell.In("runs", "comparison.md")));
        Assert.False(File.Exists(_shell.In("runs", "comparison.svg")));
    }

    [Fact]
    public async Task The_folder_of_a_run_may_have_an_equals_sign()
    {
        string folder = _shell.In("a=b", "run");
        Directory.CreateDirectory(_shell.In("a=b"));
        Directory.Move(_shell.In("runs", "other"), folder);

        Assert.Equal(ExitCode.Done, await _shell.RunAsync("compare", folder, $"mine={folder}"));

        Assert.Contains("| mine | 1 |", File.ReadAllText(_shell.In("runs", "comparison.md")));
    }

    [Fact]
    public async Task A_run_that_is_not_completed_is_one_sentence_and_nothing_is_written()
    {
        _shell.CreateRun("half");

        Assert.Equal(
            "The run half is not completed, so that it cannot be compared: go on with `cdarts resume half`.",
            await _shell.FailAsync(ExitCode.NotFoundOrInUse, "compare", "x-seed1", "half"));
        Assert.False(File.Exists(_shell.In("runs", "comparison.md")));
    }

    [Fact]
    public async Task A_run_does_not_count_twice() => Assert.Equal(
        "The run other is named twice in the group a, so that it would count twice: name it once.",
        await _shell.FailAsync(ExitCode.BadConfiguration, "compare", "a=other", $"a={_shell.In("runs", "other")}"));

    [Fact]
    public async Task An_unknown_run_is_not_found() =>
        Assert.StartsWith("There is no run othr in ", await _shell.FailAsync(ExitCode.NotFoundOrInUse, "compare", "a=othr"));

    [Fact]
    public async Task Without_a_run_there_is_nothing_to_compare() =>
        Assert.Contains("see `cdarts compare --help`", await _shell.FailAsync(ExitCode.BadConfiguration, "compare"));

    [Fact]
    public async Task Files_that_cannot_be_written_are_one_sentence() => Assert.StartsWith(
        "The comparison cannot be written to ",
        await _shell.FailAsync(ExitCode.NotFoundOrInUse, "compare", "other", "-o", Path.Combine(_shell.File("file", ""), "x")));

    private void Completed(string name, double accuracy, string operations)
    {
        _shell.CreateRun(name);
        _shell.File($"runs/{name}/results.json", ResumeCommandTests.Results
            .Replace("0.5,", accuracy.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture) + ",").Replace("""{"skip_connect":3}""", operations));
    }
}
