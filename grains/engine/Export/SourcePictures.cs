using Cdarts.Engine.Checkpoints;

namespace Cdarts.Engine.Export;

/// <summary>Whether a run's data set is still the one that its checkpoint was made with.</summary>
internal static class SourcePictures
{
    /// <exception cref="CdartsException">It is another one.</exception>
    internal static void Require(CheckpointReadResult checkpoint, string fingerprint)
    {
        if (checkpoint.Manifest.DataFingerprint != fingerprint)
        {
            throw new CdartsException(
                $"Checkpoint {checkpoint.Manifest.Name} was made with other pictures than the data set holds now: put the original files back.");
        }
    }
}
