using System.Globalization;
using System.Text;
using Cdarts.Chaos.Scenarios;

namespace Cdarts.Chaos.Reports;

/// <summary>The page of a run of the harness.</summary>
internal static class Page
{
    public static string Write(DateTimeOffset at, IReadOnlyList<string> machine, int repeats, IReadOnlyList<ScenarioRecord> records)
    {
        StringBuilder page = new();
        page.AppendLine(CultureInfo.InvariantCulture, $"# What a cluster survives, {at:yyyy-MM-dd HH:mm} UTC\n");
        page.AppendLine("Silos are processes on this machine, with a Redis of their own; they train one run together over TCP. Each scenario has a cluster and a run of its own.");
        page.AppendLine("Recovery is the time from the signal to the first commit of the next group, less the median duration of a step before it. A pause is the time between two");
        page.AppendLine("commits. When a scenario is over, the run is stopped and its history is checked: every update committed once for good, in order; every sample of an epoch in one");
        page.AppendLine($"batch; all replicas bitwise equal at every checkpoint; every checkpoint whole. {repeats} repeats; seconds.\n");
        foreach (string line in machine)
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"- {line}");
        }

        page.AppendLine("\n| scenario | measured | times | min | median | max | target | within |");
        page.AppendLine("|---|---|---|---|---|---|---|---|");
        foreach (ScenarioRecord record in records)
        {
            Rows(page, record);
        }

        page.AppendLine("\n## Scenarios\n");
        foreach (ScenarioRecord record in records)
        {
            Details(page, record);
        }

        return page.ToString();
    }

    private static void Rows(StringBuilder page, ScenarioRecord record)
    {
        foreach (IGrouping<string, Measurement> label in record.Measurements.GroupBy(one => one.Label))
        {
            double[] seconds = [.. label.Select(one => one.Seconds).Order()];
            double target = label.First().Target;
            page.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {record.Name} | {label.Key} | {seconds.Length} | {seconds[0]:0.00} | {Median(seconds):0.00} | {seconds[^1]:0.00} | {target:0.0} | {seconds.Count(one => one <= target)} |");
        }

        if (record.Skipped is not null || record.Failure is not null)
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"| {record.Name} | {(record.Skipped is null ? "FAILED" : "skipped")} | | | | | | |");
        }
    }

    private static void Details(StringBuilder page, ScenarioRecord record)
    {
        page.AppendLine(CultureInfo.InvariantCulture, $"**{record.Name}**: {record.What}.\n");
        string[] remarks =
        [
            .. record.Skipped is { } skipped ? [$"Skipped: {skipped}."] : Array.Empty<string>(),
            .. record.Failure is { } failure ? [$"FAILED: {failure.ReplaceLineEndings(" ")}"] : Array.Empty<string>(),
            .. record.Violations.Select(violation => $"VIOLATED: {violation}"),
            .. record.Notes,
            .. record.Measurements.GroupBy(one => one.Label)
                .Select(label => string.Create(CultureInfo.InvariantCulture, $"{label.Key}: {string.Join(", ", label.Select(one => one.Seconds.ToString("0.00", CultureInfo.InvariantCulture)))}")),
        ];
        foreach (string remark in remarks)
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"- {remark}");
        }

        page.AppendLine();
    }

    private static double Median(double[] ordered) =>
        ordered.Length % 2 == 1 ? ordered[ordered.Length / 2] : (ordered[(ordered.Length / 2) - 1] + ordered[ordered.Length / 2]) / 2;
}
