using System.Text.Json;

namespace Cdarts.EndToEnd.Tests;

[Collection(nameof(UndisturbedCollection))]
public class SearchTests(UndisturbedRun undisturbed)
{
    [Fact]
    public void A_search_prints_its_results_and_leaves_its_files()
    {
        foreach (string expected in (string[])["Genotype of", "held-out accuracy", "parameters", "multiply-adds", "operations", "normal.svg", "reduction.svg"])
        {
            Assert.Contains(expected, undisturbed.Output);
        }

        string[] files =
        [
            "run.json", "metrics.jsonl", "results.json", "genotype.json", "normal.svg", "reduction.svg", "cycles/01/genotype.json", "cycles/02/normal.svg",
            "cycles/02/held_out.json",
        ];
        Assert.All(files, file => Assert.True(File.Exists(undisturbed.Runs.PathOf(UndisturbedRun.Name, file)), file));
        Assert.Equal(3, undisturbed.Runs.Checkpoints(UndisturbedRun.Name).Length);
        Assert.Equal(15, undisturbed.Runs.Metrics(UndisturbedRun.Name).Length);
        Assert.False(File.Exists(undisturbed.Runs.PathOf(UndisturbedRun.Name, "endpoint.json")));
    }

    [Fact]
    public async Task A_finished_run_is_listed_described_exported_and_not_trained_again()
    {
        Runs runs = undisturbed.Runs;
        (int code, string output, _) = await ConsoleProcess.RunAsync(["list", "--runs", runs.Folder]);
        Assert.Equal(0, code);
        Assert.Contains("completed", output);
        (code, output, _) = await ConsoleProcess.RunAsync(runs.On("status", UndisturbedRun.Name));
        Assert.Equal(0, code);
        Assert.Contains("completed", output);
        foreach ((string format, string file) in (IEnumerable<(string, string)>)[("genotype", "cell.json"), ("safetensors", "weights.safetensors")])
        {
            string target = runs.PathOf(file);
            (code, _, string errors) = await ConsoleProcess.RunAsync(runs.On("export", UndisturbedRun.Name, "--format", format, "-o", target));
            Assert.True(code == 0, errors);
            Assert.True(new FileInfo(target).Length > 0);
        }

        string[] before = runs.Metrics(UndisturbedRun.Name);
        (code, output, _) = await ConsoleProcess.RunAsync(runs.On("resume", UndisturbedRun.Name));
        Assert.Equal(0, code);
        Assert.Contains("held-out accuracy", output);
        Assert.Equal(before, runs.Metrics(UndisturbedRun.Name));
    }

    [Fact]
    public async Task Two_searches_share_a_runs_folder_and_json_is_one_object_per_line()
    {
        Runs runs = undisturbed.Runs;
        using ConsoleProcess first = ConsoleProcess.Start(runs.Search("twin-1")), second = ConsoleProcess.Start(runs.Search("twin-2", "--json"));
        Assert.Equal((0, 0), (await first.ExitAsync(), await second.ExitAsync()));
        Assert.All(second.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => JsonDocument.Parse(line).Dispose());
        runs.AssertSameEnd(UndisturbedRun.Name, "twin-1");
        runs.AssertSameEnd(UndisturbedRun.Name, "twin-2");
    }

    [Fact]
    public async Task A_second_console_sees_a_running_run_and_cannot_take_it()
    {
        Runs runs = undisturbed.Runs;
        string gate = runs.PathOf("watched.gate");
        using ConsoleProcess search = ConsoleProcess.Start(runs.Search("watched"), $"step.committed@cycle 1 Joint epoch 1 step 2=pause:{gate}");
        await search.LineAsync("begin of cycle 1 of 2, joint epochs");

        (int code, string output, string errors) = await ConsoleProcess.RunAsync(runs.On("status", "watched"));
        Assert.True(code == 0, errors);
        Assert.Contains("running", output);
        (code, output, _) = await ConsoleProcess.RunAsync(["list", "--runs", runs.Folder]);
        Assert.Equal(0, code);
        Assert.Contains("running", output);
        (code, _, errors) = await ConsoleProcess.RunAsync(runs.On("resume", "watched"));
        Assert.Equal(5, code);
        AssertOneSentence(errors);
        (code, _, errors) = await ConsoleProcess.RunAsync(runs.Search("watched"));
        Assert.Equal(5, code);
        AssertOneSentence(errors);

        using ConsoleProcess watch = ConsoleProcess.Start(runs.On("watch", "watched"));
        await watch.LineAsync("watched: running");
        await File.WriteAllTextAsync(gate, "");
        Assert.Equal(0, await search.ExitAsync());
        Assert.Equal(0, await watch.ExitAsync());
        Assert.Contains("completed", watch.Output);
        runs.AssertSameEnd(UndisturbedRun.Name, "watched");
    }

    internal static void AssertOneSentence(string errors)
    {
        Assert.NotEqual("", errors.Trim());
        Assert.DoesNotContain("   at ", errors);
        Assert.Single(errors.Trim().Split('\n'));
    }
}
