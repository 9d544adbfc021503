using Cdarts.Contracts.Grains;

namespace Cdarts.Client.Runs;

/// <summary>Tells what a run's folder shows while no process runs it; starts nothing.</summary>
internal static class FolderStatus
{
    public const string CyclesFolder = "cycles";
    public const string GenotypeFile = "genotype.json";

    /// <summary>Completed with results, else stopped when there is anything to go on from, else unknown.</summary>
    public static RunStatus Read(string runFolder, RunManifest manifest)
    {
        RunOutcome? outcome = ResultsFile.TryRead(runFolder);
        (long Generation, RunProgress Progress)? newest = MetricsTail.TryRead(runFolder, manifest.Spec);
        CheckpointRecord? checkpoint = CheckpointFolder.Newest(runFolder);
        RunState state = outcome is not null ? RunState.Completed : checkpoint is not null || newest is not null ? RunState.Stopped : RunState.Unknown;
        return new(
            manifest.Name, state, newest?.Generation ?? 0, newest?.Progress, NewestTopology(runFolder), null, checkpoint, [], [], null, true, outcome);
    }

    private static DerivedTopology? NewestTopology(string runFolder)
    {
        try
        {
            string? folder = Entries(Path.Combine(runFolder, CyclesFolder)).LastOrDefault(cycle => File.Exists(Path.Combine(cycle, GenotypeFile)));
            // Folders count cycles from 1.
            return folder is not null && int.TryParse(Path.GetFileName(folder), out int number)
                ? new(number - 1, File.ReadAllText(Path.Combine(folder, GenotypeFile)), "")
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Entries(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder).Where(entry => !Path.GetFileName(entry).StartsWith('.')).Order(StringComparer.Ordinal)
            : [];
}
