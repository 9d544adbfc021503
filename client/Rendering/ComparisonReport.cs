using System.Globalization;
using System.Text;
using Cdarts.Client.Commands;
using Cdarts.Client.Runs;
using Cdarts.Engine.Export;
using Spectre.Console;

namespace Cdarts.Client.Rendering;

/// <summary>Shows a comparison of runs as a table, and writes it as Markdown, JSON, SVG and PNG.</summary>
internal sealed class ComparisonReport(ClientServices services, Comparison comparison)
{
    private readonly string _accuracy = comparison.Groups.All(group => group.All(run => run.Outcome.Retrain is not null)) ? "test accuracy" : "held-out accuracy";

    /// <param name="stem">What the files' paths begin with; <c>.md</c> and so on follow.</param>
    /// <param name="json">Whether the output is lines of JSON.</param>
    /// <exception cref="CommandException">A file cannot be written.</exception>
    public void Write(string stem, bool json)
    {
        IReadOnlyList<Row> rows = [.. comparison.Groups.Select(Summarise)];
        string[] files = [$"{stem}.md", $"{stem}.json", .. rows.Any(row => row.Accuracies.Count > 0) ? (string[])[$"{stem}.svg", $"{stem}.png"] : []];
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(stem))!);
            File.WriteAllText(files[0], Markdown(rows));
            File.WriteAllText(files[1], RunJson.Line(Json(rows)) + "\n");
            if (files.Length > 2)
            {
                (string svg, byte[] png) = services.Engine.DrawComparison(
                    [.. rows.Where(row => row.Accuracies.Count > 0).Select(row => (row.Label, (IReadOnlyList<double>)[.. row.Accuracies.Select(a => a * 100)]))], $"{char.ToUpperInvariant(_accuracy[0])}{_accuracy[1..]}, %");
                File.WriteAllText(files[2], svg);
                File.WriteAllBytes(files[3], png);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.NotFoundOrInUse, $"The comparison cannot be written to {stem}.*: {error.Message.TrimEnd('.')}.", error);
        }

        if (json)
        {
            services.Out.WriteLine(RunJson.Line(Json(rows)));
            return;
        }

        services.Console.Write(Table(rows));
        foreach (string file in files)
        {
            services.Out.WriteLine(file);
        }
    }

    private static Row Summarise(IGrouping<string, ComparedRun> group)
    {
        double[] accuracies = [.. group.Where(run => run.Outcome.HeldOut is not null).Select(run => run.Outcome.HeldOut!.Accuracy)];
        Dictionary<string, double> operations = group.SelectMany(run => run.Outcome.OperationCounts).GroupBy(count => count.Key)
            .ToDictionary(counts => counts.Key, counts => counts.Sum(count => count.Value) / (double)group.Count());
        return new(group.Key, [.. group], accuracies, group.Average(run => run.Outcome.Parameters), group.Average(run => run.Outcome.MultiplyAdds), operations);
    }

    private string Markdown(IReadOnlyList<Row> rows)
    {
        StringBuilder text = new($"| group | runs | {_accuracy}, % (mean ± standard deviation) | least to most | parameters | multiply-adds | operations kept, mean |\n|---|---|---|---|---|---|---|\n");
        foreach (Row row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", Cells(row))} |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\n| run | seed | {_accuracy}, % | loss | operations kept |\n|---|---|---|---|---|\n");
        foreach (ComparedRun run in rows.SelectMany(row => row.Runs))
        {
            string accuracy = run.Outcome.HeldOut is { } figures ? $"{Percent(figures.Accuracy)} | {Wording.Loss(figures.Loss)}" : "- | -";
            text.Append(CultureInfo.InvariantCulture, $"| {run.Name} | {run.Seed} | {accuracy} | {Operations(run.Outcome.OperationCounts.ToDictionary(c => c.Key, c => (double)c.Value))} |\n");
        }

        return text.ToString();
    }

    private static Table Table(IReadOnlyList<Row> rows)
    {
        Table table = new Table().AddColumns("group", "runs", "accuracy, %", "least to most", "parameters", "multiply-adds", "operations, mean");
        foreach (Row row in rows)
        {
            table.AddRow([.. Cells(row).Select(cell => cell.EscapeMarkup())]);
        }

        return table;
    }

    private static string[] Cells(Row row) =>
    [
        row.Label,
        row.Runs.Count.ToString(CultureInfo.InvariantCulture),
        row.Accuracies.Count == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{row.Mean * 100:0.00} ± {row.Deviation * 100:0.00}"),
        row.Accuracies.Count == 0 ? "-" : $"{Percent(row.Accuracies.Min())} to {Percent(row.Accuracies.Max())}",
        Wording.Count((long)row.Parameters),
        Wording.Millions((long)row.MultiplyAdds),
        Operations(row.Operations),
    ];

    private static object Json(IReadOnlyList<Row> rows) => new
    {
        Groups = rows.Select(row => new
        {
            Group = row.Label,
            Runs = row.Runs.Select(run => new { run.Name, run.Seed, run.Outcome.HeldOut, run.Outcome.Parameters, run.Outcome.MultiplyAdds, Operations = run.Outcome.OperationCounts }),
            Mean = row.Accuracies.Count == 0 ? null : (double?)row.Mean,
            StandardDeviation = row.Accuracies.Count == 0 ? null : (double?)row.Deviation,
        }),
    };

    private static string Percent(double share) => (share * 100).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Operations(IReadOnlyDictionary<string, double> counts) => string.Join(
        ", ", counts.OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal)
            .Select(count => $"{count.Value.ToString("0.#", CultureInfo.InvariantCulture)} {count.Key}"));

    private sealed record Row(
        string Label, IReadOnlyList<ComparedRun> Runs, IReadOnlyList<double> Accuracies, double Parameters, double MultiplyAdds, IReadOnlyDictionary<string, double> Operations)
    {
        public double Mean => ComparisonPicture.Summary(Accuracies).Mean;

        public double Deviation => ComparisonPicture.Summary(Accuracies).Deviation;
    }
}
