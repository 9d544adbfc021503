using System.Globalization;

namespace Cdarts.Engine.Checkpoints;

/// <summary>The folders <c>cycles/NN</c> of a run.</summary>
public static class CycleFolder
{
    /// <summary>Removes the folders of later cycles: a resume goes back to a checkpoint, and what came after it never happened.</summary>
    /// <param name="folder">Run.</param>
    /// <param name="throughCycle">Last cycle to keep, from 0; -1 removes all.</param>
    /// <exception cref="CdartsException">A folder cannot be removed.</exception>
    public static void CutBack(RunFolder folder, int throughCycle)
    {
        try
        {
            if (!Directory.Exists(folder.CyclesDirectory))
            {
                return;
            }

            Leftovers.Remove(folder.CyclesDirectory);
            foreach (string path in Directory.GetDirectories(folder.CyclesDirectory))
            {
                if (int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int cycle) && cycle > throughCycle)
                {
                    Leftovers.Retire(path);
                }
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CdartsException(
                $"The folders in {folder.CyclesDirectory} that are newer than the checkpoint cannot be removed: {problem.Message.TrimEnd('.')}.", problem);
        }
    }
}
