namespace Cdarts.Engine.Checkpoints;

/// <summary>Removes old checkpoints of a run that nobody trains.</summary>
public static class CheckpointPruning
{
    /// <summary>Keeps the newest checkpoints that verify, and whatever is newer than the oldest of them; removes the rest.</summary>
    /// <param name="directory">The run's <c>checkpoints/</c> folder; need not exist.</param>
    /// <param name="keep">How many that verify to keep, at least 1.</param>
    /// <returns>Names of the removed ones, newest first.</returns>
    /// <exception cref="CdartsException">One cannot be removed.</exception>
    public static IReadOnlyList<string> Prune(string directory, int keep)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        CheckpointReader reader = new(directory);
        List<string> removed = [];
        int kept = 0;
        foreach (string name in reader.Names().Select(name => name.ToString()))
        {
            if (kept < keep)
            {
                kept += reader.Verify(name) is null ? 1 : 0;
                continue;
            }

            try
            {
                Leftovers.Retire(Path.Combine(directory, name));
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                throw new CdartsException($"Checkpoint {name} cannot be removed: {problem.Message.TrimEnd('.')}.", problem);
            }

            removed.Add(name);
        }

        return removed;
    }
}
