using System.Security.Cryptography;
using System.Text.Json;

namespace Cdarts.Chaos.Histories;

/// <summary>Every checkpoint is whole, says of itself what its name says, and is of a state that the replicas had in common.</summary>
internal static class CheckpointCheck
{
    public static IEnumerable<string> Of(RunHistory history)
    {
        HashSet<(long Generation, string Next)> states = [.. history.Lines.Where(line => line.Kind == "state").Select(line => (line.Generation, line.Next))];
        ILookup<long, long> committed = history.Lines.Where(line => line.Kind == "committed").ToLookup(line => line.GlobalUpdate, line => line.Generation);
        foreach (CheckpointRecord checkpoint in history.Checkpoints)
        {
            if (checkpoint.Manifest is not { } manifest)
            {
                yield return $"Checkpoints: {checkpoint.Name} has no manifest that can be read.";
                continue;
            }

            string cursor = checkpoint.Cursor(manifest);
            long generation = manifest.GetProperty("generation").GetInt64(), update = manifest.GetProperty("global_update").GetInt64();
            if ((generation, update) != (checkpoint.Generation, checkpoint.GlobalUpdate))
            {
                yield return $"Checkpoints: {checkpoint.Name} says that it is of generation {generation}, update {update}.";
            }

            if (update > 0 && !committed[update - 1].Any(one => one <= generation))
            {
                yield return $"Checkpoints: {checkpoint.Name} stands behind update {update - 1}, which nobody had committed by generation {generation}.";
            }

            // The last one follows the one before it without another step.
            if (!cursor.Contains("Completed", StringComparison.Ordinal) && !states.Contains((generation, cursor)))
            {
                yield return $"Checkpoints: no replica compared its state for {checkpoint.Name} at {cursor}.";
            }

            foreach (JsonElement file in manifest.GetProperty("files").EnumerateArray().Where(file => !IsWhole(checkpoint, file)))
            {
                yield return $"Checkpoints: {file.GetProperty("name").GetString()} of {checkpoint.Name} is not the file that the manifest names.";
            }
        }
    }

    private static bool IsWhole(CheckpointRecord checkpoint, JsonElement file)
    {
        string path = Path.Combine(checkpoint.Folder, file.GetProperty("name").GetString()!);
        return File.Exists(path) && Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) == file.GetProperty("sha256").GetString();
    }
}
