using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Cdarts.Chaos.Histories;

/// <summary>A checkpoint's folder as it lies on the disk.</summary>
/// <param name="Name">Name of the folder.</param>
/// <param name="Generation">Generation in the name.</param>
/// <param name="GlobalUpdate">Updates committed before it, in the name.</param>
/// <param name="Copy">Number in the name of a further checkpoint at the same update, else 1.</param>
/// <param name="Manifest">The manifest; null if there is none that can be read.</param>
/// <param name="Folder">Path.</param>
public sealed partial record CheckpointRecord(string Name, long Generation, long GlobalUpdate, int Copy, JsonElement? Manifest, string Folder)
{
    /// <summary>Reads the checkpoints of a run in the order of their names. Folders of other names were not finished.</summary>
    public static IReadOnlyList<CheckpointRecord> Read(string runFolder)
    {
        string folder = Path.Combine(runFolder, "checkpoints");
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateDirectories(folder).Select(One).OfType<CheckpointRecord>().OrderBy(one => (one.Generation, one.GlobalUpdate, one.Copy))]
            : [];
    }

    /// <summary>The cursor in the manifest, in words.</summary>
    public string Cursor(JsonElement manifest)
    {
        JsonElement cursor = manifest.GetProperty("cursor");
        int Count(string name) => cursor.GetProperty(name).GetInt32() + 1;
        return new UpdateName(Count("cycle"), cursor.GetProperty("phase").GetString()!, Count("epoch"), Count("step"), Count("update")).ToString();
    }

    private static CheckpointRecord? One(string folder)
    {
        Match match = Pattern().Match(Path.GetFileName(folder));
        return match.Success ? new(match.Value, Number(match.Groups[1]), Number(match.Groups[2]), match.Groups[3].Success ? (int)Number(match.Groups[3]) : 1, ReadManifest(folder), folder) : null;
    }

    private static JsonElement? ReadManifest(string folder)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json")));
            return document.RootElement.Clone();
        }
        catch (Exception problem) when (problem is IOException or JsonException)
        {
            return null;
        }
    }

    private static long Number(Group group) => long.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex("^g([0-9]+)-u([0-9]+)(?:-([0-9]+))?$")]
    private static partial Regex Pattern();
}
