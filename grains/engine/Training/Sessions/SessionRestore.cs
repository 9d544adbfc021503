using Cdarts.Engine.Checkpoints;
using Cdarts.Engine.Data.Folders;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>Where a session came from when it was opened.</summary>
/// <param name="CheckpointName">Checkpoint that was restored, or null after a fresh start.</param>
/// <param name="Lineage">Its generation, or 0.</param>
/// <param name="FolderGeneration">Highest generation seen in the folder, or 0.</param>
/// <param name="Warnings">Damaged checkpoints that were passed over, and what the user should know of the pictures; one sentence each.</param>
/// <param name="Damaged">Their names.</param>
internal sealed record SessionOrigin(
    string? CheckpointName, long Lineage, long FolderGeneration, IReadOnlyList<string> Warnings, IReadOnlyCollection<string> Damaged);

/// <summary>Brings a trainer to the newest checkpoint of its run folder that verifies: the truth of a resume. Changes nothing in the folder.</summary>
internal static class SessionRestore
{
    /// <summary>Reads the newest checkpoint and restores it.</summary>
    /// <param name="folder">Run.</param>
    /// <param name="restore">Puts the state into the trainer; refuses one that does not fit.</param>
    /// <param name="notes">What the user should know beside, one sentence each.</param>
    /// <exception cref="CdartsException">The checkpoint belongs to another specification, split or data set, or no checkpoint verifies.</exception>
    internal static SessionOrigin Run(RunFolder folder, Action<CheckpointReadResult> restore, IReadOnlyList<string> notes)
    {
        List<string> warnings = [.. notes];
        HashSet<string> damaged = [];
        CheckpointReader reader = new(folder.CheckpointsDirectory);
        CheckpointReadResult? checkpoint = reader.LoadNewest(warnings.Add, damaged);
        if (checkpoint is not null)
        {
            restore(checkpoint);
        }

        return new SessionOrigin(
            checkpoint?.Manifest.Name, checkpoint?.Manifest.Generation ?? 0, reader.HighestGeneration(folder.MetricsFile), warnings, damaged);
    }

    /// <exception cref="CdartsException">The checkpoint belongs to another specification, split or data set.</exception>
    internal static void RequireSame(CheckpointReadResult checkpoint, string specHash, string dataFingerprint, string splitHash)
    {
        CheckpointManifest manifest = checkpoint.Manifest;
        Require(manifest.SpecHash == specHash, checkpoint, "another specification", "resume with the run's own run.json");
        Require(manifest.DataFingerprint == dataFingerprint, checkpoint, $"other pictures than data.path holds now{Difference(manifest, dataFingerprint)}", "put the original files back");
        Require(manifest.SplitHash == splitHash, checkpoint, "another split of the pictures", "use the version that wrote it");
    }

    private static string Difference(CheckpointManifest manifest, string dataFingerprint) =>
        ManifestArchive.Difference(manifest.DataFingerprint, dataFingerprint) is { } difference ? $" ({difference})" : "";

    private static void Require(bool condition, CheckpointReadResult checkpoint, string what, string todo)
    {
        if (!condition)
        {
            throw new CdartsException($"Checkpoint {checkpoint.Manifest.Name} was made with {what}: {todo}, or start a new run.");
        }
    }
}
