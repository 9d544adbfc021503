using Cdarts.Client.Runs;
using Cdarts.Contracts.Specification;

namespace Cdarts.Client.Rendering;

/// <summary>A run, as a command addresses it.</summary>
/// <param name="Name">Name of the run.</param>
/// <param name="Folder">Its folder, absolute.</param>
/// <param name="Cycles">Cycles that it is going to have; 0 = it has none.</param>
internal sealed record RunLocation(string Name, string Folder, int Cycles)
{
    public static RunLocation Of(RunManifest manifest, string folder) => new(manifest.Name, folder, CyclesOf(manifest.Spec));

    /// <summary>Cycles of a run: a retraining has none, nor have topologies that are drawn at random.</summary>
    public static int CyclesOf(RunSpec spec) => spec is { Task: RunTask.Search, Strategy: not SearchStrategy.Random } ? spec.Schedule.Cycles : 0;

    /// <summary>The folder as it is shown: relative to the current one when it lies below.</summary>
    public string ShownFolder
    {
        get
        {
            string relative = Path.GetRelativePath(Environment.CurrentDirectory, Folder);
            return relative.StartsWith("..", StringComparison.Ordinal) ? Folder : relative;
        }
    }

    /// <summary>What finds the run from here: its shown folder, whatever the folder of the runs is.</summary>
    public string ResumeArgument => ShownFolder.Contains(' ') ? $"'{ShownFolder}'" : ShownFolder;
}
