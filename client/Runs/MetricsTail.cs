using System.Text;
using System.Text.Json;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Runs;

/// <summary>Reads the newest line of <c>metrics.jsonl</c>, from the file's end.</summary>
internal static class MetricsTail
{
    public const string FileName = "metrics.jsonl";

    // Some dozens of lines: the last ones may be of another kind or half written.
    private const int TailBytes = 64 * 1024;

    /// <summary>Generation and progress of the newest line that tells of a step, or null.</summary>
    public static (long Generation, RunProgress Progress)? TryRead(string runFolder, PlannedSteps plan)
    {
        try
        {
            using FileStream file = new(Path.Combine(runFolder, FileName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Seek(-Math.Min(file.Length, TailBytes), SeekOrigin.End);
            using StreamReader reader = new(file, Encoding.UTF8);
            return reader.ReadToEnd().Split('\n').Reverse().Select(line => TryParse(line, plan)).FirstOrDefault(line => line is not null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static (long, RunProgress)? TryParse(string line, PlannedSteps plan)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            RunCursor committed = new(Integer(root, "cycle"), root.GetProperty("phase").GetString()!, Integer(root, "epoch"), Integer(root, "step"), 0);
            return (root.GetProperty("generation").GetInt64(), new(
                committed,
                plan.Cycles,
                plan.EpochsOf(committed.Phase),
                plan.StepsPerEpoch,
                root.GetProperty("global_step").GetInt64(),
                plan.TotalSteps,
                Optional(root, "search_loss"),
                Optional(root, "evaluation_loss"),
                Optional(root, "interactive_loss"),
                Optional(root, "regulariser_loss"),
                Optional(root, "search_accuracy"),
                Optional(root, "evaluation_accuracy"),
                Optional(root, "images_per_second") ?? 0,
                Optional(root, "data_wait") ?? 0,
                Optional(root, "search_wait"),
                Optional(root, "evaluation_wait"),
                Optional(root, "exchange_seconds")));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static int Integer(JsonElement root, string name) => root.GetProperty(name).GetInt32();

    private static double? Optional(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
