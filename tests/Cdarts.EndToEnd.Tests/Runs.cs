using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cdarts.EndToEnd.Tests;

/// <summary>A runs folder of its own for a test, the smallest search there is, and what a run left behind.</summary>
internal sealed class Runs : IDisposable
{
    /// <summary>Fields that tell of time or of the generation, not of the numbers of a run.</summary>
    private static readonly string[] Incidental = ["generation", "images_per_second", "step_seconds"];

    /// <summary>2 cycles: 3 steps of search warm-up, then twice 3 of evaluation warm-up and 3 joint ones; a checkpoint after every step.</summary>
    private static readonly string[] Smallest =
    [
        "network.channels=2", "network.search_cells=3", "network.evaluation_cells=3", "data.batch_size=4", "schedule.steps_per_epoch=3",
        "schedule.cycles=2", "schedule.search_warmup_epochs=1", "checkpoint.interval_steps=1", "checkpoint.interval_seconds=0",
        "alpha_optimizer.learning_rate=0.1", "held_out.statistics_batches=2",
    ];

    internal string Folder { get; } = Directory.CreateTempSubdirectory("cdarts-e2e-").FullName;

    internal string[] Search(string name, params string[] more) =>
        ["search", "--runs", Folder, "--name", name, .. Smallest.SelectMany(setting => (string[])["--set", setting]), .. more];

    internal string[] On(string command, string name, params string[] more) => [command, name, "--runs", Folder, .. more];

    internal string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>The metrics of a run without what differs from machine to machine, a line per step.</summary>
    internal string[] Metrics(string name) => [.. File.ReadLines(PathOf(name, "metrics.jsonl")).Select(line =>
    {
        JsonObject figures = JsonNode.Parse(line)!.AsObject();
        foreach (string field in Incidental)
        {
            figures.Remove(field);
        }

        return figures.ToJsonString();
    })];

    internal string[] Genotypes(string name) =>
    [
        .. Directory.GetDirectories(PathOf(name, "cycles")).Order(StringComparer.Ordinal).Select(cycle => File.ReadAllText(Path.Combine(cycle, "genotype.json"))),
        File.ReadAllText(PathOf(name, "genotype.json")),
    ];

    /// <summary>The checkpoints of a run, newest last.</summary>
    internal string[] Checkpoints(string name) => [.. Directory.GetDirectories(PathOf(name, "checkpoints"))
        .Where(path => Path.GetFileName(path).StartsWith('g'))
        .OrderBy(path => JsonNode.Parse(File.ReadAllText(Path.Combine(path, "manifest.json")))!["written_at"]!.GetValue<DateTimeOffset>())];

    /// <summary>Every tensor of the last checkpoint, by name.</summary>
    internal SortedDictionary<string, string> FinalTensors(string name)
    {
        SortedDictionary<string, string> tensors = new(StringComparer.Ordinal);
        foreach (string file in Directory.GetFiles(Checkpoints(name)[^1], "*.safetensors"))
        {
            byte[] bytes = File.ReadAllBytes(file);
            int header = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            using JsonDocument json = JsonDocument.Parse(bytes.AsMemory(8, header));
            foreach (JsonProperty tensor in json.RootElement.EnumerateObject().Where(one => one.Name != "__metadata__"))
            {
                int[] span = [.. tensor.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32())];
                tensors.Add(tensor.Name, Convert.ToHexString(bytes.AsSpan(8 + header + span[0], span[1] - span[0])));
            }
        }

        return tensors;
    }

    internal void AssertSameEnd(string expected, string actual)
    {
        Assert.Equal(Metrics(expected), Metrics(actual));
        Assert.Equal(Genotypes(expected), Genotypes(actual));
        Assert.Equal(FinalTensors(expected), FinalTensors(actual));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
