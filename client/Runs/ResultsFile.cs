using System.Globalization;
using System.Text.Json;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Runs;

/// <summary>Reads <c>results.json</c>, which a completed run has in its folder.</summary>
internal static class ResultsFile
{
    public const string FileName = "results.json";

    private const string MemoryFile = "memory.json";

    /// <summary>Results, or null when there are none that can be read.</summary>
    public static RunOutcome? TryRead(string runFolder)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(runFolder, FileName)));
            return Read(document.RootElement) with { PeakMemoryMib = Peaks(Path.Combine(runFolder, MemoryFile)) };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException
                                      or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static RunOutcome Read(JsonElement root)
    {
        JsonElement heldOut = root.GetProperty("held_out");
        JsonElement topology = root.GetProperty("evaluation_topology");
        return new(
            JsonText(root.GetProperty("genotype")),
            heldOut.ValueKind == JsonValueKind.Null
                ? null
                : HeldOut(heldOut),
            topology.ValueKind == JsonValueKind.Null ? null : JsonText(topology),
            root.GetProperty("parameters").GetInt64(),
            root.GetProperty("multiply_adds").GetInt64(),
            root.GetProperty("operation_counts").EnumerateObject().ToDictionary(count => count.Name, count => count.Value.GetInt32()),
            [.. root.GetProperty("picture_files").EnumerateArray().Select(file => file.GetString()!)],
            root.TryGetProperty("retrain", out JsonElement retrain) && retrain.ValueKind == JsonValueKind.Object ? Retrain(retrain) : null);
    }

    /// <summary>Null where an older version has noted nothing.</summary>
    private static double[]? Peaks(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. document.RootElement.GetProperty("peak_memory_mib").EnumerateArray().Select(peak => peak.GetDouble())];
    }

    private static HeldOutRecord HeldOut(JsonElement figures) => new(
        figures.GetProperty("accuracy").GetDouble(),
        Loss(figures.GetProperty("loss")),
        figures.GetProperty("pictures").GetInt32(),
        figures.TryGetProperty("top5_accuracy", out JsonElement top5) && top5.ValueKind == JsonValueKind.Number ? top5.GetDouble() : null);

    /// <summary>One that is not finite is written as text: NaN, Infinity.</summary>
    private static double Loss(JsonElement loss) =>
        loss.ValueKind == JsonValueKind.String ? double.Parse(loss.GetString()!, CultureInfo.InvariantCulture) : loss.GetDouble();

    private static RetrainOutcome Retrain(JsonElement retrain)
    {
        JsonElement validation = retrain.GetProperty("validation");
        return new(
            retrain.GetProperty("best_epoch").GetInt32(),
            retrain.GetProperty("chosen_by").GetString()!,
            validation.ValueKind == JsonValueKind.Object ? HeldOut(validation) : null);
    }

    private static string JsonText(JsonElement genotype) =>
        genotype.ValueKind == JsonValueKind.String ? genotype.GetString()! : genotype.GetRawText();
}
