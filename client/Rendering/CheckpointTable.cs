using Cdarts.Engine.Checkpoints;
using Spectre.Console;

namespace Cdarts.Client.Rendering;

/// <summary>The table of <c>checkpoints</c>, newest first.</summary>
internal static class CheckpointTable
{
    public static Table Draw(IEnumerable<CheckpointListing> checkpoints, DateTimeOffset now)
    {
        Table table = new Table().AddColumns("checkpoint", "next update", "size", "written");
        foreach (CheckpointListing checkpoint in checkpoints)
        {
            CheckpointManifest? manifest = checkpoint.Manifest;
            table.AddRow(
                checkpoint.Name,
                manifest?.Cursor.ToString().EscapeMarkup() ?? "manifest unreadable",
                manifest is null ? "" : Wording.Megabytes(manifest.Bytes),
                manifest is null ? "" : Wording.Age(manifest.WrittenAt, now));
        }

        return table;
    }
}
