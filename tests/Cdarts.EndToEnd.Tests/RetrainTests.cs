using System.Text.Json;
using Cdarts.EndToEnd.Tests.Support;

namespace Cdarts.EndToEnd.Tests;

/// <summary>Networks that are trained from scratch by real processes.</summary>
public sealed class RetrainTests
{
    private const string Cell = "cdarts-cifar";

    /// <summary>Places in the order in which one run comes to them; it is killed at each and goes on from there.</summary>
    private static readonly string[] Places =
    [
        "step.committed@epoch 1 step 2", "epoch.measured@epoch 1", "checkpoint.before-rename@epoch 2 step 3", "phase.end",
    ];

    [Fact]
    public async Task Killed_at_one_place_after_another_it_ends_as_if_nothing_had_happened()
    {
        using RunsFolder undisturbed = new(), killed = new();
        ConsoleResult whole = await ConsoleProcess.RunAsync([.. undisturbed.RetrainArguments(Cell), "--json"]);
        Assert.True(whole.ExitCode == 0, $"{whole}");
        Assert.Equal([0, 1], Events.Of(whole).Where(one => Events.Kind(one) == "held_out_measured").Select(one => one.GetProperty("cycle").GetInt32()));

        Assert.Equal((Places[0], ConsoleResult.Killed), (Places[0], (await ConsoleProcess.RunAsync([.. killed.RetrainArguments(Cell), "--json"], $"{Places[0]}=kill")).ExitCode));
        foreach (string place in Places[1..])
        {
            Assert.Equal((place, ConsoleResult.Killed), (place, (await killed.TryResumeAsync($"{place}=kill")).ExitCode));
        }

        await killed.ResumeAsync();
        FinishedRun finished = FinishedRun.Read(undisturbed.Run());
        Assert.Equal(SmallRetraining.Epochs * SmallRetraining.Steps, finished.Metrics.Count);
        Assert.Contains("epochs.json", finished.Genotypes.Keys);
        finished.AssertSame(killed.Run());
    }

    [Fact]
    public async Task A_cell_is_found_trained_measured_and_exported()
    {
        using RunsFolder runs = new();
        ConsoleResult search = await ConsoleProcess.RunAsync([.. runs.SearchArguments(), "--strategy", "darts"]);
        Assert.Equal((0, ""), (search.ExitCode, search.Error));
        ConsoleResult retrain = await runs.CommandAsync(["retrain", RunsFolder.Name, "--name", "trained", .. SmallRetraining.Settings]);
        Assert.Equal((0, ""), (retrain.ExitCode, retrain.Error));
        Assert.Contains("best epoch", retrain.Output);

        JsonElement found = Json(runs.Run(), "genotype.json"), results = Json(runs.Run("trained"), "results.json");
        Assert.True(JsonElement.DeepEquals(found, results.GetProperty("genotype")));
        Assert.True(JsonElement.DeepEquals(found, Json(runs.Run("trained"), "genotype.json")));

        ConsoleResult evaluate = await runs.CommandAsync("evaluate", "trained", "--json");
        Assert.Equal((0, ""), (evaluate.ExitCode, evaluate.Error));
        JsonElement figures = JsonDocument.Parse(evaluate.Output).RootElement, heldOut = results.GetProperty("held_out");
        Assert.Equal(heldOut.GetProperty("accuracy").GetDouble(), figures.GetProperty("top1").GetDouble());
        Assert.Equal(heldOut.GetProperty("loss").GetDouble(), figures.GetProperty("loss").GetDouble(), 1e-5);
        Assert.Equal(SmallPictures.Test, figures.GetProperty("pictures").GetInt32());

        string file = runs.Beside("trained.onnx");
        ConsoleResult export = await runs.CommandAsync("export", "trained", "--format", "onnx", "-o", file);
        Assert.Equal((0, "", file), (export.ExitCode, export.Error, export.Output.TrimEnd('\n')));
        Assert.Contains("retraining trained, checkpoint g000001-u000000007", File.ReadAllText(file, System.Text.Encoding.Latin1));
    }

    private static JsonElement Json(string folder, string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, file))).RootElement;
}
