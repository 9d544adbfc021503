using System.Globalization;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Rendering;

/// <summary>How values are worded for people.</summary>
internal static class Wording
{
    private const string Nothing = "-";

    public static string Phase(string phase) => phase switch
    {
        "SearchWarmup" => "search warm-up",
        "DeriveTopology" => "deriving the topology",
        "EvaluationWarmup" => "evaluation warm-up",
        "Joint" => "joint epochs",
        "Retrain" => "retraining",
        "Completed" => "completed",
        _ => phase,
    };

    public static string State(RunState state) => state switch
    {
        RunState.Unknown => "not started",
        RunState.Gathering => "waiting for replicas",
        RunState.Preparing => "preparing",
        RunState.Running => "running",
        RunState.Stopping => "stopping",
        RunState.Stopped => "stopped",
        RunState.Completed => "completed",
        RunState.Failed => "failed",
        RunState.Waiting => "waiting",
        RunState.Paused => "paused",
        _ => state.ToString(),
    };

    /// <summary>True while a coordinator looks after the run, be it paused or waiting.</summary>
    public static bool IsGoing(RunState state) => state is not (RunState.Unknown or RunState.Stopped or RunState.Completed or RunState.Failed);

    /// <summary>For example <c>cycle 2 of 30, joint epochs</c>; the search warm-up comes before the first cycle, and a retraining has none.</summary>
    /// <param name="cursor">Place.</param>
    /// <param name="cycles">Cycles of the run, 0 = it has none; null = unknown.</param>
    public static string Place(RunCursor cursor, int? cycles) => cursor.Phase is "SearchWarmup" or "Completed" or "Retrain"
        ? Phase(cursor.Phase)
        : cycles is { } most && cursor.Cycle >= most
        ? "deriving the final genotype"
        : $"cycle {cursor.Cycle + 1}{(cycles is null ? "" : $" of {cycles}")}, {Phase(cursor.Phase)}";

    public static string Loss(double? loss) => loss?.ToString("0.0000", CultureInfo.InvariantCulture) ?? Nothing;

    public static string Accuracy(double? accuracy) =>
        accuracy is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.0} %") : Nothing;

    /// <summary>Share of time in which a step waited for its batches; empty when it is hardly any.</summary>
    public static string DataWait(double share) => share < 0.01 ? "" : string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");

    public static string Rate(double perSecond) => perSecond.ToString(perSecond < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Multiply-adds, for example <c>12.3 M</c>.</summary>
    public static string Millions(long count) => string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:0.0} M");

    public static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");

    /// <summary>For example <c>1:02:03</c>, <c>2:03</c> or <c>-</c>.</summary>
    public static string Duration(TimeSpan? duration)
    {
        if (duration is not { } value)
        {
            return Nothing;
        }

        TimeSpan whole = TimeSpan.FromSeconds(Math.Max(0, Math.Round(value.TotalSeconds)));
        return whole.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(long)whole.TotalHours}:{whole.Minutes:00}:{whole.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{whole.Minutes}:{whole.Seconds:00}");
    }

    /// <summary>For example <c>5 s ago</c>, <c>3 min ago</c>, <c>2 h ago</c> or <c>4 days ago</c>.</summary>
    public static string Age(DateTimeOffset then, DateTimeOffset now)
    {
        TimeSpan age = now > then ? now - then : TimeSpan.Zero;
        return age switch
        {
            { TotalSeconds: < 120 } => $"{(int)age.TotalSeconds} s ago",
            { TotalMinutes: < 120 } => $"{(int)age.TotalMinutes} min ago",
            { TotalHours: < 48 } => $"{(int)age.TotalHours} h ago",
            _ => $"{(int)age.TotalDays} days ago",
        };
    }
}
