using System.Text.Json;

namespace Cdarts.Chaos.Histories;

/// <summary>One line of a run's metrics, as far as it tells the history.</summary>
/// <param name="Generation">Generation.</param>
/// <param name="GlobalStep">Committed steps, from 1.</param>
/// <param name="StepSeconds">Duration of the step in seconds.</param>
public sealed record MetricsRecord(long Generation, long GlobalStep, double StepSeconds)
{
    private static readonly JsonSerializerOptions Layout = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Reads the metrics of a run; a last line without its end is left out.</summary>
    public static IReadOnlyList<MetricsRecord> Read(string runFolder)
    {
        string file = Path.Combine(runFolder, "metrics.jsonl");
        if (!File.Exists(file))
        {
            return [];
        }

        string text = File.ReadAllText(file);
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<MetricsRecord>(line, Layout)!)];
    }
}
