using System.Text;
using System.Text.Json;
using Cdarts.Contracts.Grains;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Runs;

/// <summary>Reads the newest line of <c>metrics.jsonl</c>, from the file's end.</summary>
internal static class MetricsTail
{
    public const string FileName = "metrics.jsonl";

    // Some dozens of lines: the last ones may be of another kind or half written.
    private const int TailBytes = 64 * 1024;

    /// <summary>Generation and progress of the newest line that tells of a step, or null.</summary>
    public static (long Generation, RunProgress Progress)? TryRead(string runFolder, RunSpec spec)
    {
        try
        {
            using FileStream file = new(Path.Combine(runFolder, FileName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Seek(-Math.Min(file.Length, TailBytes), SeekOrigin.End);
            using StreamReader reader = new(file, Encoding.UTF8);
            return reader.ReadToEnd().Split('\n').Reverse().Select(line => TryParse(line, spec)).FirstOrDefault(line => line is not null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static (long, RunProgress)? TryParse(string line, RunSpec spec)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            RunCursor committed = new(Integer(root, "cycle"), root.GetProperty("phase").GetString()!, Integer(root, "epoch"), Integer(root, "step"), 0);
            return (root.GetProperty("generation").GetInt64(), new(
                committed,
                spec.Task == RunTask.Retrain ? 0 : spec.Schedule.Cycles,
                Epochs(committed.Phase, spec),
                spec.Task == RunTask.Retrain ? spec.Retrain.StepsPerEpoch : spec.Schedule.StepsPerEpoch,
                root.GetProperty("global_step").GetInt64(),
                TotalSteps(spec),
                Optional(root, "search_loss"),
                Optional(root, "evaluation_loss"),
                Optional(root, "interactive_loss"),
                Optional(root, "regulariser_loss"),
                Optional(root, "search_accuracy"),
                Optional(root, "evaluation_accuracy"),
                Optional(root, "images_per_second") ?? 0));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static int Epochs(string phase, RunSpec spec) => phase switch
    {
        "SearchWarmup" => spec.Schedule.SearchWarmupEpochs,
        "EvaluationWarmup" => spec.Schedule.EvaluationWarmupEpochs,
        "Retrain" => spec.Retrain.Epochs,
        _ => spec.Schedule.JointEpochs,
    };

    // 0, unknown, when the number of steps comes from the data.
    private static long TotalSteps(RunSpec spec)
    {
        if (spec.Task == RunTask.Retrain)
        {
            return (long)spec.Retrain.StepsPerEpoch * spec.Retrain.Epochs;
        }

        // Other strategies have no evaluation network to warm up.
        ScheduleSpec schedule = spec.Schedule;
        int evaluationWarmup = spec.Strategy == SearchStrategy.Cdarts ? schedule.EvaluationWarmupEpochs : 0;
        return (long)schedule.StepsPerEpoch * (schedule.SearchWarmupEpochs + ((long)schedule.Cycles * (evaluationWarmup + schedule.JointEpochs)));
    }

    private static int Integer(JsonElement root, string name) => root.GetProperty(name).GetInt32();

    private static double? Optional(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
