using Cdarts.Engine.Checkpoints;

namespace Cdarts.Engine.Training.Sessions;

/// <summary>Brings a trainer to the newest checkpoint of its run folder that verifies: the truth of a resume.</summary>
internal static class SessionRestore
{
    /// <exception cref="CdartsException">The checkpoint belongs to another specification, split or data set, or no checkpoint verifies.</exception>
    internal static ResumePoint Run(CdartsTrainer trainer, RunFolder folder, CheckpointStore store, SessionOptions options)
    {
        List<string> warnings = [];
        CheckpointReadResult? checkpoint = store.LoadNewest(warnings.Add);
        if (checkpoint is not null)
        {
            RequireSame(checkpoint, options.SpecHash, trainer.DataFingerprint, trainer.SplitHash);
            TrainerSnapshot.Restore(trainer, checkpoint);
        }

        string digest = trainer.AlphasDigest();
        return new ResumePoint(
            trainer.Next,
            trainer.Alphas(),
            digest,
            trainer.History.Count > 0 ? trainer.History[^1].GenotypeJson : null,
            [.. trainer.History],
            checkpoint?.Manifest.Name,
            store.HighestGeneration(folder.MetricsFile),
            warnings);
    }

    /// <exception cref="CdartsException">The checkpoint belongs to another specification, split or data set.</exception>
    internal static void RequireSame(CheckpointReadResult checkpoint, string specHash, string dataFingerprint, string splitHash)
    {
        CheckpointManifest manifest = checkpoint.Manifest;
        Require(manifest.SpecHash == specHash, checkpoint, "another specification", "resume with the run's own run.json");
        Require(manifest.DataFingerprint == dataFingerprint, checkpoint, "other pictures than data.path holds now", "put the original files back");
        Require(manifest.SplitHash == splitHash, checkpoint, "another split of the pictures", "use the version that wrote it");
    }

    private static void Require(bool condition, CheckpointReadResult checkpoint, string what, string todo)
    {
        if (!condition)
        {
            throw new CdartsException($"Checkpoint {checkpoint.Manifest.Name} was made with {what}: {todo}, or start a new run.");
        }
    }
}
