using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cdarts.Benchmarks.Measuring;
using Cdarts.Engine.Native;

namespace Cdarts.Benchmarks.Devices;

/// <summary>Makes checks one after another, prints a line for each, and keeps what they found. One that fails does not hold up the others.</summary>
/// <param name="output">Gets the lines.</param>
/// <param name="time">Clock.</param>
internal sealed class DeviceReport(TextWriter output, TimeProvider time)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly DateTimeOffset _begin = time.GetUtcNow();
    private readonly List<Finding> _findings = [];

    /// <summary>Whether no check failed.</summary>
    internal bool IsGood => _findings.TrueForAll(finding => finding.Outcome != Outcome.Failed);

    /// <summary>Makes a check; it throws where it fails, and adds its figures as it gets them.</summary>
    internal void Check(string check, string device, Action<Dictionary<string, object>> body)
    {
        Dictionary<string, object> figures = [];
        (Outcome outcome, string? message) = (Outcome.Passed, null);
        long begin = Stopwatch.GetTimestamp();
        try
        {
            body(figures);
        }
        catch (SkippedException reason)
        {
            (outcome, message) = (Outcome.Skipped, reason.Message);
        }
        catch (Exception problem)
        {
            // Whatever it is, it is this check's: the others may still tell something.
            (outcome, message) = (Outcome.Failed, problem.Message.ReplaceLineEndings(" "));
        }

        Finding finding = new(check, device, outcome, message, figures, Math.Round(Stopwatch.GetElapsedTime(begin).TotalSeconds, 2));
        _findings.Add(finding);
        string shown = string.Join(", ", figures.Select(figure => $"{figure.Key} {(figure.Value is double value ? $"{value:G5}" : figure.Value)}"));
        output.WriteLine($"{outcome.ToString().ToLowerInvariant(),-7} {device,-7} {check,-32} {shown}{(message is null ? "" : $" {message}")}");
        output.Flush();
    }

    /// <summary>Writes the report.</summary>
    internal void Write(string file) => File.WriteAllText(file, JsonSerializer.Serialize(
        new
        {
            Schema = "cdarts.device-check",
            Version = typeof(NativeRuntime).Assembly.GetName().Version?.ToString(3),
            At = _begin,
            Machine = Machine.Description,
            Libraries = NativeRuntime.LoadedFiles(),
            Good = IsGood,
            Checks = _findings,
        },
        Format));
}
