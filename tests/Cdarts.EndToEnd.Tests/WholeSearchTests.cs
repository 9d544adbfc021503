using System.Text.Json;
using Cdarts.EndToEnd.Tests.Support;

namespace Cdarts.EndToEnd.Tests;

/// <summary>A whole search on the built-in pictures, with its output for people, and what other commands then say of it.</summary>
public sealed class WholeSearchTests(WholeSearchTests.SampleRun run) : IClassFixture<WholeSearchTests.SampleRun>
{
    [Fact]
    public void It_ends_well_and_says_what_it_found()
    {
        Assert.Equal((0, ""), (run.Result.ExitCode, run.Result.Error));
        JsonElement results = run.Json("results.json");
        string said = run.Result.Output;
        Assert.Contains("normal", said);
        Assert.Contains("reduction", said);
        foreach (JsonElement edge in Edges(results.GetProperty("genotype")))
        {
            Assert.Contains(edge.GetProperty("operation").GetString()!, said);
        }

        Assert.Contains($"{results.GetProperty("held_out").GetProperty("accuracy").GetDouble() * 100:0.0} % of 1,000 pictures", said);
        Assert.Contains($"{results.GetProperty("parameters").GetInt64():N0} parameters", said);
        Assert.Contains($"{results.GetProperty("multiply_adds").GetInt64() / 1e6:0.0} M multiply-adds", said);
        foreach (JsonProperty count in results.GetProperty("operation_counts").EnumerateObject())
        {
            Assert.Contains($"{count.Value} {count.Name}", said);
        }

        Assert.Equal(16, results.GetProperty("operation_counts").EnumerateObject().Sum(count => count.Value.GetInt32()));
        string[] pictures = [.. run.Result.Lines.Where(line => line.StartsWith("picture ")).Select(line => line["picture ".Length..].Trim())];
        Assert.Equal(2, pictures.Length);
        Assert.All(pictures, picture => Assert.StartsWith("<svg", File.ReadAllText(Path.Combine(ConsoleProcess.CurrentFolder, picture))));
    }

    [Fact]
    public void The_folder_has_everything()
    {
        string[] expected =
        [
            "run.json", "metrics.jsonl", "results.json", "genotype.json", "normal.svg", "reduction.svg", "normal.png", "normal.dot",
            "cycles/01/genotype.json", "cycles/01/normal.svg", "cycles/01/reduction.svg", "cycles/01/held_out.json", "cycles/01/operations.json",
        ];
        Assert.All(expected, file => Assert.True(File.Exists(Path.Combine(run.Folder, file)), file));
        Assert.Equal("sample", run.Json("run.json").GetProperty("spec").GetProperty("data").GetProperty("name").GetString());
        Assert.Equal(6, File.ReadAllLines(Path.Combine(run.Folder, "metrics.jsonl")).Length);
        Assert.NotEmpty(Directory.GetDirectories(Path.Combine(run.Folder, "checkpoints")));
        Assert.Single(Directory.GetFiles(Path.Combine(run.Folder, "events")));
        Assert.False(File.Exists(Path.Combine(run.Folder, "endpoint.json")));
        Assert.Empty(Directory.GetFileSystemEntries(run.Folder, ".*", SearchOption.AllDirectories));
        Assert.Equal([run.Folder], Directory.GetFileSystemEntries(run.Runs.Path));
    }

    [Fact]
    public async Task It_is_listed_and_its_status_is_known()
    {
        ConsoleResult list = await run.Runs.CommandAsync("list");
        Assert.Matches($"{RunsFolder.Name} +│ completed", list.Output);
        ConsoleResult status = await run.Runs.CommandAsync("status", RunsFolder.Name);
        Assert.Contains("completed", status.Output);
        Assert.Contains("% of 1,000 pictures", status.Output);
        Assert.Equal("completed", (await run.Runs.StatusAsync()).GetProperty("state").GetString());
        ConsoleResult watch = await run.Runs.CommandAsync("watch", RunsFolder.Name);
        Assert.Equal((0, ""), (watch.ExitCode, watch.Error));
    }

    [Fact]
    public async Task A_resume_finds_nothing_to_do()
    {
        ConsoleResult resumed = await run.Runs.CommandAsync("resume", RunsFolder.Name);
        Assert.Equal((0, ""), (resumed.ExitCode, resumed.Error));
        Assert.Contains("% of 1,000 pictures", resumed.Output);
    }

    [Fact]
    public async Task Its_genotype_can_be_exported()
    {
        string file = run.Runs.Beside("out.json");
        Assert.Equal(file, await ExportAsync("genotype", file));
        Assert.True(JsonElement.DeepEquals(run.Json("genotype.json"), JsonDocument.Parse(File.ReadAllText(file)).RootElement));
    }

    [Fact]
    public async Task Its_pictures_can_be_exported()
    {
        string[] written = (await ExportAsync("svg", run.Runs.Beside("cell.svg"))).Split('\n');
        Assert.Equal([run.Runs.Beside("cell-normal.svg"), run.Runs.Beside("cell-reduction.svg")], written);
        Assert.Equal(File.ReadAllText(Path.Combine(run.Folder, "normal.svg")), File.ReadAllText(written[0]));
    }

    [Fact]
    public async Task Its_weights_can_be_exported()
    {
        string file = run.Runs.Beside("weights.safetensors");
        Assert.Equal(file, await ExportAsync("safetensors", file));
        string[] names = [.. Safetensors.Read(file).Keys];
        Assert.Equal([], new[] { "feature_extractor.0.0.weight", "nas_layers.0.0.preproc0.net.1.weight", "fc.weight" }.Except(names));
    }

    [Fact]
    public async Task Its_network_can_be_exported_for_inference()
    {
        string file = run.Runs.Beside("network.onnx");
        Assert.Equal(file, await ExportAsync("onnx", file));
        string bytes = File.ReadAllText(file, System.Text.Encoding.Latin1);
        Assert.Contains("BatchNormalization", bytes);
        Assert.Contains("cdarts.genotype", bytes);
    }

    [Fact]
    public async Task Its_pictures_can_be_exported_in_pixels()
    {
        string[] written = (await ExportAsync("png", run.Runs.Beside("cell.png"))).Split('\n');
        Assert.Equal([run.Runs.Beside("cell-normal.png"), run.Runs.Beside("cell-reduction.png")], written);
        Assert.Equal(File.ReadAllBytes(Path.Combine(run.Folder, "normal.png")), File.ReadAllBytes(written[0]));
    }

    [Fact]
    public async Task The_settings_can_be_shown_and_run_again()
    {
        ConsoleResult shown = await ConsoleProcess.RunAsync(["config", "show", .. SmallSearch.Settings]);
        string file = run.Runs.Beside("shown.yaml");
        File.WriteAllText(file, shown.Output);
        ConsoleResult valid = await ConsoleProcess.RunAsync(["config", "validate", file]);
        Assert.Equal((0, $"{file} can be run.\n"), (valid.ExitCode, valid.Output));
        ConsoleResult dry = await ConsoleProcess.RunAsync(["search", file, "--dry-run", "--json"]);
        Assert.Equal(2, JsonDocument.Parse(dry.Output).RootElement.GetProperty("network").GetProperty("channels").GetInt32());
    }

    [Fact]
    public async Task The_machine_is_looked_at_and_versions_are_told()
    {
        ConsoleResult doctor = await run.Runs.CommandAsync("doctor");
        Assert.Equal((0, ""), (doctor.ExitCode, doctor.Error));
        Assert.Contains("LibTorch", doctor.Output);
        ConsoleResult version = await ConsoleProcess.RunAsync(["version"]);
        Assert.Equal(0, version.ExitCode);
        Assert.Matches(@"^cdarts +\d+\.\d+\.\d+\n", version.Output);
    }

    private static IEnumerable<JsonElement> Edges(JsonElement genotype) =>
        new[] { "normal", "reduction" }.SelectMany(cell => genotype.GetProperty(cell).GetProperty("nodes").EnumerateArray())
            .SelectMany(node => node.EnumerateArray());

    private async Task<string> ExportAsync(string format, string file)
    {
        ConsoleResult exported = await run.Runs.CommandAsync("export", RunsFolder.Name, "--format", format, "-o", file);
        Assert.Equal((0, ""), (exported.ExitCode, exported.Error));
        return exported.Output.TrimEnd('\n');
    }

    /// <summary>One search on the built-in pictures.</summary>
    public sealed class SampleRun : IAsyncLifetime
    {
        internal RunsFolder Runs { get; } = new();

        internal ConsoleResult Result { get; private set; } = null!;

        internal string Folder => Runs.Run();

        public async Task InitializeAsync() => Result = await Runs.CommandAsync(
        [
            "search", "--name", RunsFolder.Name, .. SmallSearch.Settings, .. SmallSearch.Set("data.batch_size=32"), .. SmallSearch.Set("schedule.cycles=1"),
            .. SmallSearch.Set("schedule.steps_per_epoch=2"),
        ]);

        public Task DisposeAsync()
        {
            Runs.Dispose();
            return Task.CompletedTask;
        }

        internal JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file))).RootElement;
    }
}
