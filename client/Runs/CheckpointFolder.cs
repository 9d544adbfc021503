using System.Text.Json;
using System.Text.RegularExpressions;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Runs;

/// <summary>Reads what the newest checkpoint of a run says of itself; whether it verifies is found out when it is loaded.</summary>
internal static partial class CheckpointFolder
{
    public const string FolderName = "checkpoints";
    private const string ManifestName = "manifest.json";

    /// <summary>The newest checkpoint whose manifest can be read, or null.</summary>
    public static CheckpointRecord? Newest(string runFolder)
    {
        string folder = Path.Combine(runFolder, FolderName);
        try
        {
            // Names sort by generation and update.
            return Directory.Exists(folder)
                ? Directory.EnumerateDirectories(folder).Where(path => Name().IsMatch(Path.GetFileName(path))).OrderDescending(StringComparer.Ordinal)
                    .Select(TryRead).FirstOrDefault(checkpoint => checkpoint is not null)
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static CheckpointRecord? TryRead(string folder)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, ManifestName)));
            JsonElement root = document.RootElement;
            JsonElement cursor = root.GetProperty("cursor");
            return new(
                Path.GetFileName(folder),
                new(Integer(cursor, "cycle"), cursor.GetProperty("phase").GetString()!, Integer(cursor, "epoch"), Integer(cursor, "step"), Integer(cursor, "update")),
                root.GetProperty("written_at").GetDateTimeOffset(),
                root.GetProperty("files").EnumerateArray().Sum(file => file.GetProperty("bytes").GetInt64()));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException
                                      or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static int Integer(JsonElement cursor, string name) => cursor.GetProperty(name).GetInt32();

    [GeneratedRegex("^g[0-9]+-u[0-9]+(-[0-9]+)?\\z")]
    private static partial Regex Name();
}
