using System.Text.Json;

namespace Cdarts.EndToEnd.Tests.Support;

/// <summary>
/// Everything in a completed run's folder that must not depend on what happened on the way: metrics of every step, topologies, results, the final state
/// of both networks.
/// </summary>
internal sealed class FinishedRun
{
    // Times, and the generation, which tells how often the run was begun.
    private static readonly string[] MayDiffer = ["generation", "images_per_second", "step_seconds", "data_wait", "search_wait", "evaluation_wait", "exchange_seconds", "peak_memory_mib"];

    private FinishedRun(string folder)
    {
        Metrics = [.. File.ReadLines(Path.Combine(folder, "metrics.jsonl")).Select(Comparable)];
        Results = File.ReadAllText(Path.Combine(folder, "results.json"));
        Genotypes = Directory.EnumerateFiles(folder, "genotype.json", SearchOption.AllDirectories).Concat(
            Directory.EnumerateFiles(folder, "held_out.json", SearchOption.AllDirectories)).Concat(Directory.EnumerateFiles(folder, "epochs.json")).ToDictionary(
            path => Path.GetRelativePath(folder, path), File.ReadAllText);
        string newest = Directory.EnumerateDirectories(Path.Combine(folder, "checkpoints"), "g*").Max(StringComparer.Ordinal)!;
        Tensors = Directory.EnumerateFiles(newest, "*.safetensors").SelectMany(Safetensors.Read).ToDictionary();
    }

    /// <summary>Lines of <c>metrics.jsonl</c>, without what may differ; numbers as they are written, to the last bit.</summary>
    public IReadOnlyList<string> Metrics { get; }

    /// <summary>Text of <c>results.json</c>.</summary>
    public string Results { get; }

    /// <summary>Texts of the genotypes and held-out figures of the cycles, of the epochs and of the run, by path.</summary>
    public IReadOnlyDictionary<string, string> Genotypes { get; }

    /// <summary>Tensors of the newest checkpoint: weights, moments, statistics, alphas.</summary>
    public IReadOnlyDictionary<string, string> Tensors { get; }

    public static FinishedRun Read(string folder) => new(folder);

    /// <summary>Asserts that a run in this folder ended as this one did.</summary>
    public void AssertSame(string folder)
    {
        FinishedRun other = Read(folder);
        Assert.Equal(Metrics, other.Metrics);
        Assert.Equal(Genotypes, other.Genotypes);
        Assert.Equal(Results, other.Results);
        Assert.Equal(Tensors.Keys.Order(), other.Tensors.Keys.Order());
        Assert.All(Tensors, tensor => Assert.True(tensor.Value == other.Tensors[tensor.Key], tensor.Key));
    }

    private static string Comparable(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return string.Join(' ', document.RootElement.EnumerateObject().Where(field => !MayDiffer.Contains(field.Name))
            .Select(field => $"{field.Name}={field.Value.GetRawText()}"));
    }
}
