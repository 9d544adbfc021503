using Cdarts.Client.Commands;
using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Runs;

/// <summary>A completed run of a comparison.</summary>
/// <param name="Label">Label of its group.</param>
/// <param name="Name">Name of the run.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Outcome">Its results.</param>
internal sealed record ComparedRun(string Label, string Name, long Seed, RunOutcome Outcome);

/// <summary>Completed runs in groups, each group in the order in which it is first named.</summary>
internal sealed record Comparison(IReadOnlyList<IGrouping<string, ComparedRun>> Groups)
{
    /// <summary>Reads the results of runs.</summary>
    /// <param name="runs">Label, manifest and folder of each.</param>
    /// <exception cref="CommandException">A run is not completed, or named twice in one group.</exception>
    public static Comparison Of(IReadOnlyList<(string Label, RunManifest Manifest, string Folder)> runs)
    {
        if (runs.GroupBy(run => (run.Label, run.Folder)).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new CommandException(
                ExitCode.BadConfiguration, $"The run {twice.First().Manifest.Name} is named twice in the group {twice.Key.Label}, so that it would count twice: name it once.");
        }

        return new(
            [.. runs.Select(run => new ComparedRun(run.Label, run.Manifest.Name, run.Manifest.Spec.Seed, Results(run.Manifest, run.Folder))).GroupBy(run => run.Label)]);
    }

    private static RunOutcome Results(RunManifest manifest, string folder) => ResultsFile.TryRead(folder)
        ?? throw new CommandException(
            ExitCode.NotFoundOrInUse, $"The run {manifest.Name} is not completed, so that it cannot be compared: go on with `cdarts resume {manifest.Name}`.");
}
